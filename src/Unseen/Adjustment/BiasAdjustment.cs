using TorchSharp;
using Unseen.Numerics;

namespace Unseen.Adjustment;

/// <summary>An adjustment that adds one constant per class to the logits. Immutable and thread-safe.</summary>
public abstract class BiasAdjustment : ILogitAdjustment, IFusedAdjustment
{
    private readonly double[] _bias;

    /// <summary>Stores the constants.</summary>
    /// <param name="bias">[C] the constant for the logit of each class, finite; not copied, so it must not be changed
    /// later</param>
    /// <exception cref="ArgumentNullException"><paramref name="bias"/> is null.</exception>
    protected BiasAdjustment(double[] bias) => _bias = bias ?? throw new ArgumentNullException(nameof(bias));

    /// <summary>The constant that is added to the logit of each class; [C].</summary>
    public IReadOnlyList<double> Bias => _bias;

    IReadOnlyList<double>? IFusedAdjustment.LogitBias => _bias;

    /// <summary>Computes the logits to train on.</summary>
    /// <param name="logits">[B, C] floating point, unnormalised; not modified</param>
    /// <returns>[B, C] of the same type and device; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The last dimension of <paramref name="logits"/> is not C.</exception>
    public torch.Tensor Adjust(torch.Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        Require.That(logits.shape is [.., var classes] && classes == _bias.Length, nameof(logits),
            $"of {_bias.Length} classes in the last dimension", logits.dim() == 0 ? "a scalar" : logits.shape[^1]);
        using var bias = torch.tensor(_bias, dtype: logits.dtype, device: logits.device); // [C]
        return logits.Plus(bias); // [B, C]
    }

    /// <inheritdoc/>
    public torch.Tensor Adjust(torch.Tensor logits, torch.Tensor labels) => Adjust(logits);
}
