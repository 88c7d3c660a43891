using Unseen.Generators;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Samples.Plugin;

/// <summary>Generates features of a class without images: the mean of the seen class centres, weighted by the
/// similarity of their descriptors to the descriptor of the class, plus noise.</summary>
public sealed class NearestGenerator : IFeatureGenerator
{
    private readonly Tensor _centres, _descriptors; // [S, D]; [S, A], multiplied by the sharpness
    private readonly Tensor _noiseDeviation; // a tensor, since a Scalar may be collected while libtorch reads it

    /// <summary>Computes the centres of the seen classes.</summary>
    public NearestGenerator(GzslProblem problem, NearestOptions options)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(options);
        using var scope = NewDisposeScope();
        var seen = tensor(problem.SeenClasses, dtype: ScalarType.Int64, device: problem.Labels.device);
        var sums = zeros(problem.IsSeen.Length, problem.FeatureWidth, device: problem.Labels.device);
        sums.scatter_add_(0, problem.Labels.unsqueeze(1).expand(-1, problem.FeatureWidth), problem.TrainFeatures);
        var counts = tensor(problem.ClassCounts.Select(count => Math.Max(1f, count)).ToArray(),
            device: sums.device).unsqueeze(1);
        _centres = (sums / counts).index_select(0, seen).DetachFromDisposeScope(); // [S, D]
        var sharpness = tensor((float)options.Sharpness, device: sums.device);
        _descriptors = (problem.Descriptors.index_select(0, seen) * sharpness).DetachFromDisposeScope(); // [S, A]
        _noiseDeviation = tensor((float)options.Noise, device: sums.device).DetachFromDisposeScope();
    }

    public int Epochs => 0;

    public double TrainEpoch(CancellationToken cancellation) =>
        throw new InvalidOperationException("There is nothing to train.");

    public Tensor Generate(Tensor descriptors, Generator random)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var weights = descriptors.mm(_descriptors.t()).softmax(1); // [M, S]; descriptors have unit length
        var noise = randn(descriptors.size(0), _centres.size(1), device: descriptors.device, generator: random)
            * _noiseDeviation;
        return (weights.mm(_centres) + noise).relu().MoveToOuterDisposeScope(); // [M, D]
    }

    public void Dispose()
    {
        foreach (var tensor in new[] { _centres, _descriptors, _noiseDeviation })
            tensor.Dispose();
    }
}
