using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Generators;

/// <summary>
/// The squared error of reconstructed samples, summed over features, averaged over the batch, and multiplied by a
/// weight.
/// </summary>
internal static class Reconstruction
{
    /// <summary>Computes the loss and its gradient.</summary>
    /// <param name="reconstructed">[B, D]</param>
    /// <param name="samples">[B, D]</param>
    /// <param name="weight">the factor of the loss</param>
    /// <param name="gradient">[B, D], receives the gradient with respect to <paramref name="reconstructed"/></param>
    /// <returns>the loss</returns>
    public static double Back(Tensor reconstructed, Tensor samples, double weight, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var batch = samples.size(0);
        gradient.copy_(reconstructed).sub_(samples);
        var squares = gradient.dtype == ScalarType.BFloat16 ? gradient.to(ScalarType.Float32).Squared().sum()
            : gradient.Squared().sum();
        gradient.TimesInPlace(2 * weight / batch);
        return weight * squares.Number() / batch;
    }
}
