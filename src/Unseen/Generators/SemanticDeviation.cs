using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Generators;

/// <summary>The error of descriptors that a network predicts from features. The absolute errors are weighted, with
/// larger weights for larger errors, summed over the descriptor, and averaged over the batch.</summary>
/// <remarks>
/// Narayan et al., "Latent Embedding Feedback and Discriminative Features for Zero-Shot Classification", ECCV 2020,
/// equation 6, has the plain sum of the absolute errors. The authors' program, which produced the published numbers,
/// weights the k-th element d_k of the difference d by d_k² / |d|, so the sum is Σ |d_k|³ / |d|. This class computes
/// the sum of the authors' program. FREE uses this loss, too.
/// </remarks>
internal static class SemanticDeviation
{
    private const double MinNorm = 1e-12;

    /// <summary>Computes the loss and its gradient.</summary>
    /// <param name="predicted">[B, A] of the master type</param>
    /// <param name="descriptors">[B, A] of the master type</param>
    /// <param name="weight">the factor of the loss</param>
    /// <returns>the loss, and the gradient with respect to <paramref name="predicted"/>, [B, A], which the caller
    /// disposes</returns>
    public static (double Loss, Tensor Gradient) Back(Tensor predicted, Tensor descriptors, double weight)
    {
        using var scope = NewDisposeScope();
        var difference = predicted - descriptors; // [B, A]
        var length = difference.norm(1, keepdim: true, p: 2f).AtLeastInPlace(MinNorm); // [B, 1]
        var absolute = difference.abs();
        var sums = (absolute * absolute * absolute).sum(dim: 1, keepdim: true); // [B, 1]
        var gradient = (difference * absolute).Times(3) / length;
        gradient.sub_(difference * (sums / (length * length * length)));
        var scale = weight / predicted.size(0);
        return (scale * (sums / length).sum().Number(), gradient.TimesInPlace(scale).MoveToOuterDisposeScope());
    }
}
