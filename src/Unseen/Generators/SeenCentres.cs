using static TorchSharp.torch;

namespace Unseen.Generators;

/// <summary>Means of the training features of every class that has any.</summary>
internal static class SeenCentres
{
    /// <summary>Averages features by class.</summary>
    /// <param name="features">[N, D]</param>
    /// <param name="labels">[N] int64, below <paramref name="classes"/>, ascending classes without a gap are not needed</param>
    /// <param name="classes">number of classes C</param>
    /// <returns>[C, D], zero for a class without samples; the caller disposes it.</returns>
    public static Tensor Of(Tensor features, Tensor labels, long classes)
    {
        using var scope = NewDisposeScope();
        var sums = zeros(classes, features.shape[1], dtype: features.dtype, device: features.device);
        sums.index_add_(0, labels, features, 1);
        var counts = bincount(labels, minlength: classes).clamp_(min: 1).to(features.dtype).unsqueeze(1); // [C, 1]
        return (sums / counts).MoveToOuterDisposeScope();
    }
}
