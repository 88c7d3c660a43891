using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Methods.Sdgzsl;

/// <summary>The relation loss. The relation between a sample and a descriptor is the sigmoid of their score. It should
/// be 1 for the sample's own class, and 0 for the other classes of the batch. The loss is the mean squared error, times
/// a weight.</summary>
/// <remarks>Chen et al., "Semantics Disentangling for Generalized Zero-Shot Learning", ICCV 2021, equation 6.</remarks>
internal static class RelationLoss
{
    /// <summary>Computes the loss and its gradient.</summary>
    /// <param name="scores">[M, K] float32 or float64, before the sigmoid</param>
    /// <param name="own">[M] int64, the column of each sample's class</param>
    /// <param name="weight">the weight of the loss</param>
    /// <returns>the loss, and the gradient with respect to the scores, [M, K], which the caller disposes</returns>
    public static (double Loss, Tensor Gradient) Back(Tensor scores, Tensor own, double weight)
    {
        using var scope = NewDisposeScope();
        var relations = scores.sigmoid(); // [M, K]
        var columns = own.unsqueeze(1); // [M, 1]
        var errors = relations.clone();
        errors.scatter_add_(1, columns, columns.FilledLike(-1, errors.dtype));
        var scale = weight / (scores.size(0) * scores.size(1));
        var gradient = errors * relations * relations.negative().Plus(1);
        return (scale * errors.Squared().sum().Number(),
            gradient.TimesInPlace(2 * scale).MoveToOuterDisposeScope());
    }
}
