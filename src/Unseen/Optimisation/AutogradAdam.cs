using TorchSharp.Modules;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Optimisation;

/// <summary>
/// TorchSharp's Adam for parameters with autograd gradients, with a step that keeps every native scalar alive until
/// the native call has returned.
/// </summary>
/// <remarks>
/// The results are bit-identical to TorchSharp's. <see cref="ScalarArithmetic"/> explains why the step is
/// reimplemented.
/// </remarks>
/// <param name="parameters">the parameters to optimise; not disposed</param>
/// <param name="settings">the optimiser's settings</param>
internal sealed class AutogradAdam(IEnumerable<Parameter> parameters, AdamSettings settings)
    : Adam(parameters, settings.LearningRate, settings.Beta1, settings.Beta2, AdamStep.Epsilon, settings.WeightDecay)
{
    /// <inheritdoc/>
    public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(Update, closure);

    private void Update(ParamGroup group)
    {
        foreach (var parameter in group.Parameters)
        {
            var gradient = parameter.grad;
            if (gradient is null)
                continue;
            var state = (State)_state[parameter.Handle];
            state.step++;
            var firstCorrection = 1 - Math.Pow(settings.Beta1, state.step);
            var secondCorrection = 1 - Math.Pow(settings.Beta2, state.step);
            if (settings.WeightDecay != 0)
                gradient = gradient.PlusScaled(parameter, settings.WeightDecay);
            state.exp_avg.TimesInPlace(settings.Beta1).PlusScaledInPlace(gradient, 1 - settings.Beta1);
            state.exp_avg_sq.TimesInPlace(settings.Beta2).PlusProductInPlace(gradient, gradient, 1 - settings.Beta2);
            var denominator = state.exp_avg_sq.sqrt().Over(Math.Sqrt(secondCorrection)).PlusInPlace(AdamStep.Epsilon);
            parameter.PlusQuotientInPlace(state.exp_avg, denominator, -(group.LearningRate / firstCorrection));
        }
    }
}
