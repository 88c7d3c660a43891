using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Classifiers;

/// <summary>
/// The statistics of the training samples that the closed-form classifiers need, computed in one pass. All are
/// float64.
/// </summary>
internal sealed class SeenStatistics : IDisposable
{
    private SeenStatistics(Tensor gram, Tensor sums, Tensor counts, Tensor seenDescriptors, Tensor descriptors)
    {
        Gram = gram.DetachFromDisposeScope();
        Sums = sums.DetachFromDisposeScope();
        Counts = counts.DetachFromDisposeScope();
        SeenDescriptors = seenDescriptors.DetachFromDisposeScope();
        Descriptors = descriptors.DetachFromDisposeScope();
    }

    /// <summary>Xᵀ X; [D, D].</summary>
    public Tensor Gram { get; }

    /// <summary>The sum of the samples of every seen class; [S, D].</summary>
    public Tensor Sums { get; }

    /// <summary>The number of samples of every seen class; [S].</summary>
    public Tensor Counts { get; }

    /// <summary>The descriptors of the seen classes; [S, A].</summary>
    public Tensor SeenDescriptors { get; }

    /// <summary>The descriptors of all classes; [C, A].</summary>
    public Tensor Descriptors { get; }

    /// <summary>
    /// Computes the statistics, one chunk of samples at a time. Products within a chunk are float32, and the sums over
    /// chunks are float64.
    /// </summary>
    /// <param name="problem">the problem; not disposed</param>
    public static SeenStatistics Compute(GzslProblem problem)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var (device, width) = (problem.Descriptors.device, problem.FeatureWidth);
        var gram = zeros(width, width, dtype: ScalarType.Float64, device: device);
        var sums = zeros(problem.IsSeen.Length, width, dtype: ScalarType.Float64, device: device);
        foreach (var (start, features) in problem.TrainChunks())
        {
            using var chunk = NewDisposeScope();
            gram.PlusInPlace(features.t().mm(features));
            sums.PlusAtInPlace(0, problem.Labels.narrow(0, start, features.size(0)), features.to(ScalarType.Float64));
        }

        var seen = tensor(problem.SeenClasses, dtype: ScalarType.Int64, device: device);
        var descriptors = problem.Descriptors.to(ScalarType.Float64);
        var counts = tensor(problem.ClassCounts, dtype: ScalarType.Float64, device: device);
        return new SeenStatistics(gram, sums.index_select(0, seen), counts.index_select(0, seen),
            descriptors.index_select(0, seen), descriptors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in new[] { Gram, Sums, Counts, SeenDescriptors, Descriptors })
            tensor.Dispose();
    }
}
