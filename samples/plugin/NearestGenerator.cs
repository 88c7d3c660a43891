using Unseen.Generators;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Samples.Plugin;

/// <summary>
/// A class that nobody has a picture of looks like those that are described like it: the mean of the seen class centres, weighted by how
/// near their descriptors are, and some noise.
/// </summary>
public sealed class NearestGenerator : IFeatureGenerator
{
    private const double Sharpness = 20; // of the weights over cosines
    private const double Noise = 0.05;

    private readonly Tensor _centres; // [S, D]
    private readonly Tensor _descriptors; // [S, A]

    /// <summary>Averages the seen training samples by class.</summary>
    /// <param name="problem">borrowed for the constructor only</param>
    public NearestGenerator(GzslProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        using var scope = NewDisposeScope();
        var seen = tensor(problem.SeenClasses, dtype: ScalarType.Int64, device: problem.Labels.device);
        var sums = zeros(problem.IsSeen.Length, problem.FeatureWidth, device: problem.Labels.device);
        sums.index_add_(0, problem.Labels, problem.TrainFeatures, 1);
        var counts = tensor(problem.ClassCounts, dtype: ScalarType.Float32, device: sums.device).clamp(min: 1).unsqueeze(1);
        _centres = (sums / counts).index_select(0, seen).DetachFromDisposeScope(); // [S, D]
        _descriptors = problem.Descriptors.index_select(0, seen).DetachFromDisposeScope(); // [S, A]
    }

    public int Epochs => 0;

    public double TrainEpoch(CancellationToken cancellation) => throw new InvalidOperationException("There is nothing to train.");

    public Tensor Generate(Tensor descriptors, Generator random)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var weights = (descriptors.mm(_descriptors.t()) * Sharpness).softmax(1); // [M, S]; descriptors have unit length
        var noise = randn(descriptors.size(0), _centres.size(1), device: descriptors.device, generator: random) * Noise;
        return (weights.mm(_centres) + noise).clamp(min: 0).MoveToOuterDisposeScope(); // [M, D]
    }

    public void Dispose()
    {
        _centres.Dispose();
        _descriptors.Dispose();
    }
}
