using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Methods.Sdgzsl;

/// <summary>
/// The total correlation of the two parts of a feature, which measures how much they depend on each other. A
/// discriminator estimates it by two scores between 0 and 1: one for "parts of the same sample", one for "parts of
/// different samples".
/// </summary>
/// <remarks>
/// Chen et al., "Semantics Disentangling for Generalized Zero-Shot Learning", ICCV 2021, equations 7 and 8, after Kim
/// &amp; Mnih, "Disentangling by Factorising", ICML 2018. As in the authors' program, the scores have already passed
/// through a sigmoid when the discriminator's loss applies a softmax to them.
/// </remarks>
internal static class TotalCorrelation
{
    /// <summary>Computes the penalty on the parts: the mean difference of the two scores, times a weight.</summary>
    /// <param name="scores">[M, 2] of the master type</param>
    /// <param name="weight">the factor of the penalty</param>
    /// <returns>the penalty, and the gradient with respect to the scores, [M, 2], which the caller disposes</returns>
    public static (double Loss, Tensor Gradient) Penalty(Tensor scores, double weight)
    {
        using var scope = NewDisposeScope();
        var scale = weight / scores.size(0);
        var gradient = zeros_like(scores);
        gradient.narrow(1, 0, 1).PlusInPlace(scale);
        gradient.narrow(1, 1, 1).PlusInPlace(-scale);
        return ((scores * gradient).sum().Number(), gradient.MoveToOuterDisposeScope());
    }

    /// <summary>Computes the loss of the discriminator: the mean cross-entropy.</summary>
    /// <param name="scores">[2M, 2] of the master type: M rows for parts of the same sample, then M rows for parts of
    /// different samples</param>
    /// <returns>the loss, and the gradient with respect to the scores, [2M, 2], which the caller disposes</returns>
    public static (double Loss, Tensor Gradient) Discriminate(Tensor scores)
    {
        using var scope = NewDisposeScope();
        var half = scores.size(0) / 2;
        var logProbability = scores.log_softmax(1); // [2M, 2]
        var gradient = logProbability.exp();
        gradient.narrow(0, 0, half).narrow(1, 0, 1).PlusInPlace(-1);
        gradient.narrow(0, half, half).narrow(1, 1, 1).PlusInPlace(-1);
        var truths = logProbability.narrow(0, 0, half).narrow(1, 0, 1).sum()
            .Plus(logProbability.narrow(0, half, half).narrow(1, 1, 1).sum());
        return (-truths.Number() / (2 * half), gradient.OverInPlace(2 * half).MoveToOuterDisposeScope());
    }
}
