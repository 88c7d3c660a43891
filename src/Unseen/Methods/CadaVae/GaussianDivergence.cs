using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Methods.CadaVae;

/// <summary>The Kullback-Leibler divergence of normal distributions with diagonal covariances from the standard normal
/// distribution, averaged over the batch and multiplied by a weight.</summary>
/// <remarks>Kingma &amp; Welling, "Auto-Encoding Variational Bayes", 2013, appendix B.</remarks>
internal static class GaussianDivergence
{
    /// <summary>Computes the loss and its gradients.</summary>
    /// <param name="means">[B, L]</param>
    /// <param name="logVariances">[B, L]</param>
    /// <param name="weight">the factor of the loss</param>
    /// <returns>the loss, and the gradients with respect to the means and the log variances, [B, L], which the caller
    /// disposes</returns>
    public static (double Loss, Tensor Means, Tensor LogVariances) Back(
        Tensor means, Tensor logVariances, double weight)
    {
        using var scope = NewDisposeScope();
        var scale = weight / means.size(0);
        var excess = logVariances.exp().Minus(1); // [B, L]
        var loss = 0.5 * scale * (excess.Plus(means.Squared()) - logVariances).sum().Number();
        return (loss, means.Times(scale).MoveToOuterDisposeScope(),
            excess.Times(0.5 * scale).MoveToOuterDisposeScope());
    }
}
