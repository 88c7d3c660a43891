using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Methods.Ale;

/// <summary>The ranking losses of DeViSE and ALE.</summary>
/// <remarks>
/// Let v_c = max(0, margin + f_c - f_y) be the violation of a class c ≠ y. The DeViSE loss of a sample is Σ v_c. The
/// ALE loss is l_r / r Σ v_c, where r is the number of violations greater than 0 and l_r = 1 + 1/2 + ... + 1/r. Both
/// losses are averaged over the batch.
/// </remarks>
internal static class RankingLoss
{
    /// <summary>Computes the loss and its gradient.</summary>
    /// <param name="scores">[B, S]</param>
    /// <param name="truth">[B] int64, the column of the true class</param>
    /// <param name="margin">the margin, greater than 0</param>
    /// <param name="weighsRanks">true for ALE, false for DeViSE</param>
    /// <returns>the loss, and the gradient with respect to the scores, [B, S], which the caller disposes</returns>
    public static (double Loss, Tensor Gradient) Back(Tensor scores, Tensor truth, double margin, bool weighsRanks)
    {
        using var scope = NewDisposeScope();
        var column = truth.unsqueeze(1); // [B, 1]
        var violation = (scores - scores.gather(1, column)).Plus(margin)
            .AtLeast(0).scatter(1, column, zeros_like(column, dtype: scores.dtype)); // [B, S]
        var isViolated = violation.ArePositive().to(scores.dtype);
        var rank = isViolated.sum(dim: 1, keepdim: true); // [B, 1]
        var weight = weighsRanks ? Harmonic(scores.size(1), scores).index_select(
            0, rank.squeeze(1).to(ScalarType.Int64)).unsqueeze(1) / rank.AtLeast(1) : ones_like(rank);
        weight = weight.Over(scores.size(0));
        var gradient = isViolated * weight;
        gradient.scatter_add_(1, column, -(gradient.sum(dim: 1, keepdim: true)));
        return ((violation * weight).sum().Number(), gradient.MoveToOuterDisposeScope());
    }

    /// <summary>The harmonic numbers 0, 1, 1 + 1/2, 1 + 1/2 + 1/3 ...; [S + 1].</summary>
    private static Tensor Harmonic(long classes, Tensor like)
    {
        var terms = new double[classes + 1];
        for (var i = 1; i <= classes; i++)
            terms[i] = terms[i - 1] + (1.0 / i);
        return tensor(terms, dtype: like.dtype, device: like.device);
    }
}
