using TorchSharp;
using Unseen.Methods.Free;
using Unseen.Methods.FVaeganD2;
using Unseen.Methods.TfVaegan;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Benchmarks;

/// <summary>TF-VAEGAN and FREE written in the usual way, with autograd and TorchSharp's Adam. All samples are in one
/// batch.</summary>
internal sealed class PlainGuidedVaegan : IDisposable
{
    private const double Slope = 0.2;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly GuidedVaeganOptions _options;
    private readonly Tensor _real, _own, _descriptors;
    private readonly TorchSharp.Modules.Parameter _centres;
    private readonly nn.Module<Tensor, Tensor> _toHidden, _toFeatures, _encoder, _critic, _predictorHidden,
        _predictorOutput, _feedback;
    private readonly optim.Optimizer _generatorAdam, _criticAdam, _predictorAdam, _feedbackAdam;
    private int _steps;

    public PlainGuidedVaegan(GzslProblem problem, GuidedVaeganOptions options)
    {
        _options = options;
        var (seen, width) = (problem.SeenClasses, problem.Descriptors.size(1));
        _own = tensor(problem.TrainLabels.Select(label => (long)Array.IndexOf(seen, (int)label)).ToArray());
        _descriptors = problem.Descriptors.index_select(0, problem.Labels); // [B, A]
        _real = rand(problem.Labels.size(0), problem.FeatureWidth);
        _centres = new TorchSharp.Modules.Parameter(randn(seen.Length, width));
        nn.Module<Tensor, Tensor> Leaky(long inputs, long outputs) =>
            nn.Sequential(nn.Linear(inputs, outputs), nn.LeakyReLU(Slope));
        var hidden = options.Hidden;
        (_toHidden, _toFeatures) =
            (Leaky(2 * width, hidden), nn.Sequential(nn.Linear(hidden, problem.FeatureWidth), nn.ReLU()));
        _encoder = nn.Sequential(Leaky(problem.FeatureWidth + width, hidden), nn.Linear(hidden, 2 * width));
        _critic = nn.Sequential(Leaky(problem.FeatureWidth + width, hidden), nn.Linear(hidden, 1));
        (_predictorHidden, _predictorOutput) = (Leaky(problem.FeatureWidth, hidden),
            nn.Linear(hidden, options is FreeOptions ? 2 * width : width));
        _feedback = nn.Sequential(Leaky(hidden, hidden), Leaky(hidden, hidden));
        _generatorAdam = optim.Adam(
            [.. _toHidden.parameters(), .. _toFeatures.parameters(), .. _encoder.parameters()], options.LearningRate,
            0.5, 0.999);
        _criticAdam = optim.Adam(_critic.parameters(), options.LearningRate, 0.5, 0.999);
        _predictorAdam = optim.Adam([.. _predictorHidden.parameters(), .. _predictorOutput.parameters(), _centres],
            options.DecoderLearningRate, 0.5, 0.999);
        _feedbackAdam = optim.Adam(_feedback.parameters(), options.LearningRate, 0.5, 0.999);
    }

    private bool UsesFeedback => _options is TfVaeganOptions && _steps % 2 == 1;

    /// <summary>Executes the critic steps, then a generator step. After each critic step, executes a step of the
    /// network that predicts descriptors.</summary>
    /// <returns>the generator's loss</returns>
    public double Step()
    {
        for (var critic = 0; critic < _options.CriticSteps; critic++)
        {
            CriticStep();
            PredictorStep();
        }

        var loss = GeneratorStep();
        _steps++;
        return loss;
    }

    public void Dispose()
    {
        foreach (var adam in new[] { _generatorAdam, _criticAdam, _predictorAdam, _feedbackAdam })
            adam.Dispose();
        foreach (var network in new[]
            { _toHidden, _toFeatures, _encoder, _critic, _predictorHidden, _predictorOutput, _feedback })
            network.Dispose();
        _scope.Dispose();
    }

    private void CriticStep()
    {
        using var scope = NewDisposeScope();
        Tensor fake;
        using (no_grad())
            fake = Generated(randn_like(_descriptors), _descriptors);
        var mix = rand(_real.size(0), 1);
        var between = (mix * _real + (1 - mix) * fake).requires_grad_();
        var slope = autograd.grad([Score(between).sum()], [between], retain_graph: true, create_graph: true)[0];
        var loss = Score(fake).mean() - Score(_real).mean()
            + _options.GradientPenalty * (slope.norm(1) - 1).pow(2).mean();
        Minimise(loss, _criticAdam);
    }

    private void PredictorStep()
    {
        using var scope = NewDisposeScope();
        var (loss, means) = PredictDescriptors(_real);
        if (_options is FreeOptions free)
        {
            var others = (_own + randint(1, _centres.size(0), _own.shape, dtype: ScalarType.Int64)) % _centres.size(0);
            var (toOwn, toOther) = (means - _centres.index_select(0, _own), means - _centres.index_select(0, others));
            loss += free.CentreWeight * (free.CentreMargin + free.OwnCentreShare * toOwn.square().sum(1)
                - (1 - free.OwnCentreShare) * toOther.square().sum(1)).relu().mean();
        }

        Minimise(loss, _predictorAdam);
    }

    private double GeneratorStep()
    {
        using var scope = NewDisposeScope();
        var batch = _real.size(0);
        foreach (var parameter in _critic.parameters())
            parameter.requires_grad_(false);
        var statistics = _encoder.forward(cat([_real, _descriptors], 1)).chunk(2, 1);
        var (mean, logVariance) = (statistics[0], statistics[1]);
        var latents = mean + (logVariance / 2).exp() * randn_like(mean);
        var samples = Generated(cat([randn_like(mean), latents], 0), cat([_descriptors, _descriptors], 0));
        var (fake, reconstructed) = (samples.narrow(0, 0, batch), samples.narrow(0, batch, batch));
        var loss = _options.ReconstructionWeight * (reconstructed - _real).square().sum(1).mean()
            + 0.5 * (logVariance.exp() + mean.square() - 1 - logVariance).sum(1).mean()
            - _options.CriticWeight * Score(fake).mean() + PredictDescriptors(fake).Loss;
        foreach (var adam in new[] { _generatorAdam, _predictorAdam, _feedbackAdam })
            adam.zero_grad();
        loss.backward();
        _generatorAdam.step();
        if (!_options.DecoderOnRealAlone)
            _predictorAdam.step();
        if (UsesFeedback)
            _feedbackAdam.step();
        foreach (var parameter in _critic.parameters())
            parameter.requires_grad_(true);
        return loss.item<float>();
    }

    private static void Minimise(Tensor loss, optim.Optimizer adam)
    {
        adam.zero_grad();
        loss.backward();
        adam.step();
    }

    private Tensor Generated(Tensor noise, Tensor descriptors)
    {
        var hidden = _toHidden.forward(cat([noise, descriptors], 1));
        var samples = _toFeatures.forward(hidden);
        if (!UsesFeedback)
            return samples;
        var layer = _predictorHidden.forward(samples.detach()).detach();
        return _toFeatures.forward(hidden + ((TfVaeganOptions)_options).TrainingFeedback * _feedback.forward(layer));
    }

    private (Tensor Loss, Tensor Means) PredictDescriptors(Tensor samples)
    {
        var output = _predictorOutput.forward(_predictorHidden.forward(samples));
        if (_options is FreeOptions)
        {
            var parts = output.chunk(2, 1);
            var latent = parts[0] + parts[1].sigmoid() * randn_like(parts[0]);
            return (Deviation(latent.sigmoid()), parts[0]);
        }

        return (Deviation(nn.functional.normalize(output, dim: 1)), output);
    }

    private Tensor Deviation(Tensor predicted)
    {
        var difference = predicted - _descriptors;
        return _options.CycleWeight
            * (difference.abs().pow(3).sum(1) / difference.norm(1).clamp_min(1e-12)).mean();
    }

    private Tensor Score(Tensor samples) => _critic.forward(cat([samples, _descriptors], 1));
}
