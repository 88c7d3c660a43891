using System.Runtime.InteropServices;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Numerics;
using Unseen.Problems;
using Unseen.Training;
using Unseen.Training.Progress;
using static TorchSharp.torch;

namespace Unseen.Experiments;

/// <summary>Trains a generator and two classifiers, and computes data for figures that show how they work. The figures
/// show test features, so do not tune anything by them. Do not make concurrent calls, since libtorch's number of
/// threads is global to the process.</summary>
public static class ClassPictureMaker
{
    private const int MaxClasses = 10;
    private const int FeaturesPerClass = 30;

    /// <summary>Computes the data of the figures for one seed.</summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="before">a run without an adjustment</param>
    /// <param name="after">the same run with an adjustment; the figures show its generator</param>
    /// <param name="seed">seed of all random numbers</param>
    /// <param name="progress">receives every epoch of the two runs, or null (default)</param>
    /// <param name="cancellation">stops training between two steps</param>
    /// <exception cref="ArgumentException">The options are not valid, the device is not available, or
    /// <paramref name="after"/> has no generator.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="TrainingDivergedException">A loss became infinite or NaN.</exception>
    /// <exception cref="UnseenDataException">A method cannot be trained on the dataset.</exception>
    /// <exception cref="InsufficientMemoryException">The estimate of the memory that the training needs exceeds the
    /// available memory.</exception>
    public static ClassPictures Make(
        GzslDataset dataset, RunOptions before, RunOptions after, int seed,
            IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (!after.HasGenerator)
            throw new ArgumentException("the run with the adjustment must have a generator, but has none.");
        IReadOnlyList<int> seeds = [seed];
        var results = GzslTrainer.Compare(dataset, [before with { Seeds = seeds }, after with { Seeds = seeds }],
            progress, cancellation: cancellation);
        if (results.Count < 2 || results[1].Interrupted)
            throw new OperationCanceledException(cancellation);

        using var threads = new ThreadCount(after.Threads);
        using var scope = NewDisposeScope();
        using var problem = GzslProblem.ForTest(dataset, after.ScalingInUse, device(after.Device));
        using var session = new GeneratorSession(
            problem, after with { PseudoPerClass = FeaturesPerClass }, seed, Checkpointer.Off(cancellation));
        var pseudo = session.At(session.SnapshotEpochs[^1], FeaturesPerClass, (_, _, _, _) => { })!;
        using var inference = no_grad(); // not before: some generators are trained by autograd
        var (seen, unseen) = (problem.SeenClasses, problem.UnseenClasses);
        Tensor InSpace(Tensor features) => pseudo.AreMapped ? pseudo.Map!.Apply(features) : features;
        var (train, scored) = (InSpace(problem.TrainFeatures), InSpace(problem.ScoredFeatures));
        var scoredLabels = tensor(Array.ConvertAll(problem.ScoredLabels, label => (long)label),
            device: problem.Labels.device);
        return new ClassPictures
        {
            UnseenClasses = [.. unseen.Select(c => problem.ClassNames[c])],
            Places = Places(scored, pseudo, unseen, scoredLabels, seed, cancellation),
            SyntheticToReal = Similarity(Centres(pseudo.Features, pseudo.Labels, unseen),
                Centres(scored, scoredLabels, unseen)),
            TrainToTest = Similarity(Centres(train, problem.Labels, seen), Centres(scored, scoredLabels, seen)),
            ConfusionBefore = Shares(results[0].Seeds[0].Test, [.. seen, .. unseen]),
            ConfusionAfter = Shares(results[1].Seeds[0].Test, [.. seen, .. unseen]),
            SeenClasses = seen.Length,
        };
    }

    private static PlacedFeature[] Places(
        Tensor scored, PseudoFeatures pseudo, int[] unseen, Tensor scoredLabels, int seed,
            CancellationToken cancellation)
    {
        var shown = unseen.Take(MaxClasses).ToArray();
        var (rows, keys) = (new List<Tensor>(), new List<(int Class, bool IsReal)>());
        for (var c = 0; c < shown.Length; c++)
            foreach (var (features, labels, isReal) in new[] { (scored, scoredLabels, true),
                (pseudo.Features, pseudo.Labels, false) })
            {
                var found = labels.AreEqualTo(shown[c]).nonzero().squeeze(1);
                found = found.narrow(0, 0, Math.Min(FeaturesPerClass, found.size(0)));
                rows.Add(features.index_select(0, found));
                keys.AddRange(Enumerable.Repeat((c, isReal), (int)found.size(0)));
            }

        var all = cat(rows).cpu().contiguous(); // [n, D]
        var matrix = new FeatureMatrix(MemoryMarshal.Cast<byte, float>(all.bytes).ToArray(), keys.Count,
            (int)scored.size(1));
        var options = new TSneOptions { Seed = seed, Perplexity = Math.Min(30, Math.Max(1.5, keys.Count / 4.0)) };
        var places = TSne.Embed(matrix, options, cancellation);
        return [.. keys.Zip(places, (key, place) => new PlacedFeature(key.Class, key.IsReal, place.X, place.Y))];
    }

    /// <summary>Computes the unit-length centres of some classes, [K, D]; 0 for a class without features.</summary>
    private static Tensor Centres(Tensor features, Tensor labels, int[] classes)
    {
        var centres = classes.Select(c =>
        {
            var found = labels.AreEqualTo(c).nonzero().squeeze(1);
            return found.size(0) == 0 ? zeros(features.size(1), device: features.device)
                : features.index_select(0, found).mean([0]);
        });
        return nn.functional.normalize(stack(centres), dim: 1);
    }

    private static double[][] Similarity(Tensor rows, Tensor columns)
    {
        var cosines = rows.mm(columns.t()).cpu();
        var values = cosines.contiguous().data<float>().ToArray();
        return [.. values.Chunk((int)columns.size(0)).Select(row => Array.ConvertAll(row, value => (double)value))];
    }

    private static double[][] Shares(GzslResult test, int[] order) =>
        [.. order.Select(row => order.Select(column =>
            test.TestCounts[row] == 0 ? double.NaN : (double)test.Confusion[row][column] / test.TestCounts[row])
            .ToArray())];
}
