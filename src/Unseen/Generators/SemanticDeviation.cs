using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Generators;

/// <summary>How far descriptors that a network read off features are from the true ones: absolute deviations, each
/// weighed by its share of the sample's deviation, summed over the descriptor and averaged over the batch.</summary>
/// <remarks>
/// Narayan et al., "Latent Embedding Feedback and Discriminative Features for Zero-Shot Classification", ECCV 2020,
/// equation 6, has the plain sum of absolute deviations. The authors' program, of which the published numbers are,
/// weighs the k-th by d_k² / |d|: Σ |d_k|³ / |d|, with d the difference. This is the latter; FREE has it, too.
/// </remarks>
internal static class SemanticDeviation
{
    private const double MinNorm = 1e-12;

    /// <summary>The loss and its gradient.</summary>
    /// <param name="predicted">[B, A] of the master type</param>
    /// <param name="descriptors">[B, A] of the master type</param>
    /// <param name="weight">multiplies both</param>
    /// <returns>the loss, and the gradient with respect to <paramref name="predicted"/>, [B, A], which the caller
    /// disposes</returns>
    public static (double Loss, Tensor Gradient) Back(Tensor predicted, Tensor descriptors, double weight)
    {
        using var scope = NewDisposeScope();
        var difference = predicted - descriptors; // [B, A]
        var length = difference.norm(1, keepdim: true, p: 2f).AtLeastInPlace(MinNorm); // [B, 1]
        var size = difference.abs();
        var sums = (size * size * size).sum(dim: 1, keepdim: true); // [B, 1]
        var gradient = (difference * size).Times(3) / length;
        gradient.sub_(difference * (sums / (length * length * length)));
        var scale = weight / predicted.size(0);
        return (scale * (sums / length).sum().Number(), gradient.TimesInPlace(scale).MoveToOuterDisposeScope());
    }
}
