using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Methods.Free;

/// <summary>FREE's self-adaptive margin centre loss: a sample should be nearer to the centre of its own class than to
/// the centre of another class, by a margin. The centres are learned.</summary>
/// <remarks>Chen et al., ICCV 2021, equation 4: max(0, Δ + γ |x - c_y|² - (1 - γ) |x - c_y'|²), averaged over the
/// batch.</remarks>
internal static class MarginCentreLoss
{
    /// <summary>Computes the loss and its gradients.</summary>
    /// <param name="samples">[B, A] of the master type: x</param>
    /// <param name="centres">[S, A]: c</param>
    /// <param name="own">[B] int64, the row of the centre of each sample's own class: y</param>
    /// <param name="others">[B] int64, the row of the centre of another class: y'</param>
    /// <param name="margin">Δ, at least 0</param>
    /// <param name="ownShare">γ, from 0 to 1</param>
    /// <param name="weight">the factor of the loss</param>
    /// <returns>the loss, and the gradients with respect to the samples, [B, A], and to the centres, [S, A], which the
    /// caller disposes</returns>
    public static (double Loss, Tensor Samples, Tensor Centres) Back(
        Tensor samples, Tensor centres, Tensor own, Tensor others, double margin, double ownShare, double weight)
    {
        using var scope = NewDisposeScope();
        var toOwn = samples - centres.index_select(0, own); // [B, A]
        var toOther = samples - centres.index_select(0, others);
        var terms = toOwn.Squared().sum(dim: 1).Times(ownShare)
            .PlusScaledInPlace(toOther.Squared().sum(dim: 1), ownShare - 1).PlusInPlace(margin).relu(); // [B]
        var scale = weight / samples.size(0);
        // 0 for a sample whose loss is 0
        var factors = terms.ArePositive().to(samples.dtype).TimesInPlace(2 * scale).unsqueeze(1); // [B, 1]
        var ownBack = (toOwn * factors).TimesInPlace(ownShare);
        var otherBack = (toOther * factors).TimesInPlace(1 - ownShare);
        var centreGradient = zeros_like(centres).PlusAtInPlace(0, own, ownBack.negative())
            .PlusAtInPlace(0, others, otherBack);
        return (scale * terms.sum().Number(), (ownBack - otherBack).MoveToOuterDisposeScope(),
            centreGradient.MoveToOuterDisposeScope());
    }

    /// <summary>Finds the nearest centre of another class for each sample.</summary>
    /// <param name="samples">[B, A]</param>
    /// <param name="centres">[S, A], S at least 2</param>
    /// <param name="own">[B] int64, the row of the centre of each sample's own class</param>
    /// <returns>[B] int64, the row of the centre that was found; the caller disposes it.</returns>
    public static Tensor Nearest(Tensor samples, Tensor centres, Tensor own)
    {
        using var scope = NewDisposeScope();
        var distances = cdist(samples, centres); // [B, S]
        distances.scatter_(1, own.unsqueeze(1), own.unsqueeze(1).FilledLike(double.PositiveInfinity, distances.dtype));
        return distances.argmin(1).MoveToOuterDisposeScope();
    }
}
