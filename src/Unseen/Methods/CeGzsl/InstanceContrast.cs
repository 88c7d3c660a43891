using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Methods.CeGzsl;

/// <summary>
/// The supervised contrastive loss, which pulls samples of the same class together and pushes other samples away.
/// </summary>
/// <remarks>
/// Khosla et al., "Supervised Contrastive Learning", NeurIPS 2020, equation 2, as used by Han et al., CVPR 2021. Let
/// P(i) be the positives of a sample i: the other samples of its class. The loss of i is -1/|P(i)| Σ_{p∈P(i)} log(
/// exp(z_i·z_p/τ) / Σ_{a≠i} exp(z_i·z_a/τ) ). It is averaged over the samples that have a positive.
/// </remarks>
internal static class InstanceContrast
{
    /// <summary>Computes the loss and its gradient.</summary>
    /// <param name="units">[M, K] unit-length projections z</param>
    /// <param name="classes">[M] int64</param>
    /// <param name="temperature">the temperature τ, greater than 0</param>
    /// <returns>the loss, 0 if no sample has a positive, and the gradient with respect to z, [M, K], which the
    /// caller disposes</returns>
    public static (double Loss, Tensor Gradient) Back(Tensor units, Tensor classes, double temperature)
    {
        if (units.size(0) == 1) // the softmax over no other samples would be NaN
            return (0, zeros_like(units));
        using var scope = NewDisposeScope();
        var itself = eye(units.size(0), dtype: ScalarType.Bool, device: units.device); // [M, M]
        // [M, M]
        var similarity = units.mm(units.t()).OverInPlace(temperature).MaskedInPlace(itself, double.NegativeInfinity);
        var logProbability = similarity.log_softmax(1);
        // [M, M]
        var positive = (classes.unsqueeze(0) == classes.unsqueeze(1)).logical_and(itself.logical_not()).to(units.dtype);
        var count = positive.sum(dim: 1, keepdim: true); // [M, 1]
        var hasPositive = count.ArePositive().to(units.dtype);
        var anchors = Math.Max(1, hasPositive.sum().Number());
        var share = positive / count.AtLeast(1); // [M, M]
        var loss = -(logProbability.Masked(itself, 0) * share).sum().Number() / anchors;
        var back = (logProbability.exp() - share) * hasPositive.Over(anchors * temperature); // [M, M]
        return (loss, back.Plus(back.t()).mm(units).MoveToOuterDisposeScope());
    }
}
