using System.Runtime.InteropServices;
using Unseen.Inference;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Calibration;

/// <summary>Computes the <see cref="FeatureSpread"/> of the training images of a problem, and the distances of the
/// scored images from it.</summary>
internal static class TrainingSpread
{
    private const int MaxComponents = 256;
    private const int RowsPerComponent = 4; // features and training images that are needed for each component
    private const int Oversampling = 16; // additional directions during the iteration, discarded afterwards
    private const int Rounds = 2; // iterations
    private const int Seed = 1;
    private const int RowsAtOnce = 1024;

    /// <summary>Gets the number of principal components from which distances are measured: the smallest of 256, a
    /// quarter of the feature width, and a quarter of the training images of each fold. 0 if there are no
    /// folds.</summary>
    public static int ComponentsFor(IReadOnlyList<GzslProblem> folds) => folds.Count == 0 ? 0 : folds.Min(fold =>
        Math.Min(MaxComponents, Math.Min(fold.FeatureWidth, fold.TrainLabels.Length) / RowsPerComponent));

    /// <summary>Computes the distance of each scored image of a problem from its training images.</summary>
    /// <param name="problem">the problem</param>
    /// <param name="components">the number of components; if it is 0, all distances are 0</param>
    /// <returns>[M], the distances</returns>
    public static float[] GetDistances(GzslProblem problem, int components) =>
        components == 0 ? new float[problem.ScoredLabels.Length] : GetDistances(problem, Find(problem, components));

    /// <summary>Finds the mean and the principal components of the training images, by subspace iteration.</summary>
    /// <remarks>Halko et al., "Finding Structure with Randomness", SIAM Review 2011, algorithm 4.4. The last components
    /// are approximate, which hardly changes the distance of an image from the subspace of all components.</remarks>
    /// <param name="problem">the problem</param>
    /// <param name="components">the number of components K, at least 1, at most D and at most the number of training
    /// images</param>
    public static FeatureSpread Find(GzslProblem problem, int components)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var (device, width) = (problem.Descriptors.device, problem.FeatureWidth);
        var mean = zeros(width, device: device);
        foreach (var (_, features) in problem.TrainChunks())
        {
            using var chunk = NewDisposeScope();
            mean.add_(nn.functional.normalize(features, dim: 1).sum(0L));
        }

        mean.div_(problem.TrainLabels.Length);
        using var random = new Generator(Seed);
        var start = randn(width, Math.Min(width, components + Oversampling), generator: random).to(device);
        var basis = linalg.qr(start).Q; // [D, K + oversampling]
        for (var round = 0; round < Rounds; round++)
            basis = linalg.qr(ScatterTimes(problem, mean, basis)).Q;
        var (_, vectors) = linalg.eigh(basis.t().mm(ScatterTimes(problem, mean, basis))); // ascending
        var found = basis.mm(vectors.narrow(1, vectors.size(1) - components, components)); // [D, K]
        return new FeatureSpread(mean.ToModelTensor(), found.t().contiguous().ToModelTensor());
    }

    private static float[] GetDistances(GzslProblem problem, FeatureSpread spread)
    {
        using var inference = no_grad();
        var rows = problem.ScoredRows(ScalarType.Float32, unitLength: true);
        var distances = new float[rows.Count];
        for (var start = 0; start < distances.Length; start += RowsAtOnce)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(RowsAtOnce, distances.Length - start);
            var block = MemoryMarshal.Cast<byte, float>(rows.Slice(start, count).cpu().contiguous().bytes).ToArray();
            var first = start;
            Parallel.For(0, count, i => distances[first + i] = spread.GetDistance(
                block.AsSpan(i * problem.FeatureWidth, problem.FeatureWidth)));
        }

        return distances;
    }

    /// <summary>Computes the product of the scatter matrix of the training images with a matrix; [D, K].</summary>
    private static Tensor ScatterTimes(GzslProblem problem, Tensor mean, Tensor basis)
    {
        var product = zeros_like(basis);
        foreach (var (_, features) in problem.TrainChunks())
        {
            using var chunk = NewDisposeScope();
            var centred = nn.functional.normalize(features, dim: 1) - mean; // [B, D]
            product.add_(centred.t().mm(centred.mm(basis)));
        }

        return product;
    }
}
