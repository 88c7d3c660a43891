using static TorchSharp.torch;

namespace Unseen.Problems;

/// <summary>
/// A map from features to the space that a classifier works in, h = ReLU(W x + b), which a generator learned.
/// </summary>
public sealed class FeatureMap : IDisposable
{
    /// <summary>Takes ownership of the weights.</summary>
    /// <param name="weight">W, [K, D] float32; disposed with this map</param>
    /// <param name="bias">b, [K] float32; disposed with this map</param>
    /// <exception cref="ArgumentException">The shapes do not match.</exception>
    public FeatureMap(Tensor weight, Tensor bias)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        Require.That(weight.dim() == 2, nameof(weight), "of shape [K, D]", $"of {weight.dim()} dimensions");
        Require.That(bias.dim() == 1 && bias.size(0) == weight.size(0), nameof(bias), $"of shape [{weight.size(0)}]",
            $"[{string.Join(", ", bias.shape)}]");
        Weight = weight.DetachFromDisposeScope();
        Bias = bias.DetachFromDisposeScope();
    }

    /// <summary>W; [K, D].</summary>
    public Tensor Weight { get; }

    /// <summary>b; [K].</summary>
    public Tensor Bias { get; }

    /// <summary>The width K of the space.</summary>
    public long Width => Weight.size(0);

    /// <summary>Maps features.</summary>
    /// <param name="features">[B, D] float32, scaled</param>
    /// <returns>[B, K], at least 0; the caller disposes it.</returns>
    public Tensor Apply(Tensor features)
    {
        using var sums = nn.functional.linear(features, Weight, Bias);
        return sums.relu(); // [B, K]
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Weight.Dispose();
        Bias.Dispose();
    }
}
