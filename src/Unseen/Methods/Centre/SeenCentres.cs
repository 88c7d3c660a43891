using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Centre;

/// <summary>Computes the centre of every class: the mean of its training features.</summary>
internal static class SeenCentres
{
    /// <summary>Averages the training features of every class, one chunk of samples at a time.</summary>
    /// <param name="problem">the problem; not disposed</param>
    /// <returns>[C, D] float32, 0 for a class without samples; the caller disposes it.</returns>
    public static Tensor Compute(GzslProblem problem)
    {
        using var scope = NewDisposeScope();
        var sums = zeros(problem.IsSeen.Length, problem.FeatureWidth, device: problem.Labels.device);
        foreach (var (start, features) in problem.TrainChunks())
        {
            using var step = NewDisposeScope();
            var labels = problem.Labels.narrow(0, start, features.shape[0]);
            sums.PlusAtInPlace(0, labels, features);
        }

        var counts = tensor(problem.ClassCounts, dtype: ScalarType.Float32, device: sums.device)
            .AtLeastInPlace(1).unsqueeze(1); // [C, 1]
        return (sums / counts).MoveToOuterDisposeScope();
    }

    /// <summary>Gets the lower bound for the values of a predicted centre. Features that went through a ReLU or a
    /// min-max scaling are at least 0, and so must be the centres. Features of an encoder can be negative.</summary>
    /// <param name="centres">the centres of the seen classes; not disposed</param>
    /// <returns>0 if no centre has a negative value, otherwise -∞</returns>
    public static double MinValue(Tensor centres)
    {
        using var least = centres.min();
        return least.Number() < 0 ? double.NegativeInfinity : 0;
    }
}
