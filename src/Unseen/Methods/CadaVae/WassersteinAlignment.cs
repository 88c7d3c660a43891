using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Methods.CadaVae;

/// <summary>The 2-Wasserstein distance between two normal distributions with diagonal covariances, averaged over the
/// batch and multiplied by a weight.</summary>
/// <remarks>Schönfeld et al., CVPR 2019, equation 5: (|μ₁ - μ₂|² + |σ₁ - σ₂|²)^½.</remarks>
internal static class WassersteinAlignment
{
    private const double MinDistance = 1e-12;

    /// <summary>Computes the loss and its gradients.</summary>
    /// <param name="first">means and log variances, [B, L] each</param>
    /// <param name="second">means and log variances, [B, L] each</param>
    /// <param name="weight">the factor of the loss</param>
    /// <returns>the loss, and the gradients with respect to the means and log variances of both distributions, [B, L]
    /// each, which the caller disposes</returns>
    public static (double Loss, Gaussian First, Gaussian Second) Back(Gaussian first, Gaussian second, double weight)
    {
        using var scope = NewDisposeScope();
        var scale = weight / first.Means.size(0);
        var (one, other) = (first.LogVariances.Times(0.5).exp(), second.LogVariances.Times(0.5).exp()); // σ
        var (means, deviations) = (first.Means - second.Means, one - other); // [B, L]
        var distances = means.Squared().Plus(deviations.Squared()).sum(dim: 1, keepdim: true).sqrt()
            .AtLeastInPlace(MinDistance); // [B, 1]
        var (meanBack, deviationBack) =
            ((means / distances).TimesInPlace(scale), (deviations / distances).TimesInPlace(scale));
        Tensor MoveOut(Tensor tensor) => tensor.MoveToOuterDisposeScope();
        return (scale * distances.sum().Number(),
            new Gaussian(MoveOut(meanBack), MoveOut((deviationBack * one).TimesInPlace(0.5))),
            new Gaussian(MoveOut(meanBack.negative()), MoveOut((deviationBack * other).TimesInPlace(-0.5))));
    }
}
