using System.Numerics.Tensors;
using TorchSharp;
using Unseen.Calibration;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Numerics;
using Unseen.Problems;

namespace Unseen.Training;

/// <summary>
/// Estimates how well a class can be added to a trained model. Each of up to 20 seen classes in turn is left out of the
/// training and then added by its description alone. The estimate is how many of its images, and how many images of
/// other classes, are recognised. Only training images are used. Do not make concurrent calls, since libtorch's number
/// of threads is global to the process.
/// </summary>
public static class LeaveOneClassOut
{
    /// <summary>The maximum number of classes that are left out, spread evenly over the seen classes.</summary>
    public const int MaxClasses = 20;

    private const int HeldOutFraction = 5;

    /// <summary>Determines whether an estimate is possible for a run: classes can be added to its model by description,
    /// and its generator is not trained in epochs, so that training once per class is fast enough.</summary>
    /// <param name="options">the run's options</param>
    public static bool CanEstimate(RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options is
        {
            Classifier: { AddsClassesByDescription: true, TrainedMembers.Count: > 0 },
            TrainsGenerator: false,
        };
    }

    /// <summary>Makes the estimate, with at most <see cref="MaxClasses"/> seen classes.</summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="options">the options of a run for which <see cref="CanEstimate"/> is true</param>
    /// <param name="chosen">the settings that the run chose</param>
    /// <param name="progress">receives the finished fraction, from 0 to 1, or null (default)</param>
    /// <param name="cancellation">stops after the current class</param>
    /// <returns>the estimate, from the classes before a cancellation; null if it was cancelled before the first class,
    /// if there are fewer than 3 seen classes, or if a model file cannot represent the classifier's scores</returns>
    /// <exception cref="ArgumentException"><see cref="CanEstimate"/> is false for the options.</exception>
    /// <exception cref="TrainingDivergedException">A loss became infinite or NaN.</exception>
    public static ClassRehearsal? Estimate(
        GzslDataset dataset, RunOptions options, ChosenSettings chosen, IProgress<double>? progress = null,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(chosen);
        Require.That(CanEstimate(options), nameof(options),
            "those of a classifier that adds classes by description, with generator none or a ridge centre",
            $"{options.Classifier.Name} with {options.Generator.Name}");
        using var threads = new ThreadCount(options.Threads);
        options = options.For(dataset);
        var seen = dataset.SeenClasses;
        var count = seen.Length < 3 ? 0 : Math.Min(seen.Length, MaxClasses);
        var heldOut = HoldOut(dataset, options.Seeds[0]);
        List<Trial> trials = [];
        for (var i = 0; i < count && !cancellation.IsCancellationRequested; i++)
        {
            if (Try(dataset, options, chosen, seen[(int)((long)i * seen.Length / count)], heldOut,
                cancellation) is not { } trial)
                return null;
            trials.Add(trial);
            progress?.Report((double)trials.Count / count);
        }

        return trials.Count == 0 ? null : Summarise(trials);
    }

    /// <summary>Chooses a fifth of every class's training images, which are used for testing only.</summary>
    private static HashSet<int> HoldOut(GzslDataset dataset, int seed)
    {
        var random = new Random(seed);
        return [.. dataset.Split.TrainVal.GroupBy(row => dataset.Labels[row]).OrderBy(group => group.Key)
            .SelectMany(group => Holdout.Choose([.. group], HeldOutFraction, random))];
    }

    private static Trial? Try(GzslDataset dataset, RunOptions options, ChosenSettings chosen, int label,
        HashSet<int> heldOut, CancellationToken cancellation)
    {
        var seed = options.Seeds[0];
        using var problem = GzslProblem.Without(
            dataset, label, heldOut, options.ScalingInUse, torch.device(options.Device));
        using var session = new GeneratorSession(problem, options, seed, Checkpointer.Off(cancellation));
        var pseudo = session.At(session.SnapshotEpochs[^1], options.PseudoPerClass, (_, _, _, _) => { });
        using var run = new ClassifierRun(problem, pseudo, options, chosen.Strengthen(options.Adjustment), seed)
        {
            SolvedWeight = chosen.SolvedWeight,
        };
        run.TrainTo(chosen.ClassifierEpoch, CancellationToken.None);
        var model = ModelBuilder
            .Build(problem, run, pseudo?.Map, chosen, options, ModelCalibration.None)?
            .WithClass(dataset.ClassNames[label], dataset.Descriptors.Row(label));
        if (model is null)
            return null;

        List<double> own = [];
        List<(double Margin, bool IsRight)> others = [];
        var scores = new float[model.ClassNames.Count];
        foreach (var row in dataset.Split.TrainVal)
        {
            if (dataset.Labels[row] != label && !heldOut.Contains(row))
                continue;
            model.Score(dataset.Features.Row(row), scores);
            var best = TensorPrimitives.IndexOfMax(scores.AsSpan(0, scores.Length - 1));
            double margin = scores[^1] - scores[best];
            if (dataset.Labels[row] == label)
                own.Add(margin);
            else
                others.Add((margin, model.ClassNames[best] == dataset.ClassNames[dataset.Labels[row]]));
        }

        return new Trial(label, own, others);
    }

    /// <summary>Tries every bias at which one more image of the added classes is recognised, and returns the result
    /// with the highest harmonic mean of two accuracies: on the added classes, and on the other classes.</summary>
    private static ClassRehearsal Summarise(List<Trial> trials)
    {
        var candidates = trials.SelectMany(trial => trial.Own).Select(margin => Math.BitIncrement(-margin))
            .Where(bias => bias > 0).Append(0).Distinct().Order();
        ClassRehearsal? best = null;
        var bestH = -1.0;
        foreach (var bias in candidates)
        {
            var found = trials.Average(trial => trial.Found(bias));
            var othersAfter = trials.Average(trial => trial.OthersAfter(bias));
            var h = found + othersAfter == 0 ? 0 : 2 * found * othersAfter / (found + othersAfter);
            if (h <= bestH)
                continue;
            bestH = h;
            best = new ClassRehearsal(
                bias, [.. trials.Select(trial => (trial.Label, trial.Own.Count, trial.Found(bias)))],
                    trials.Average(trial => trial.OthersBefore), othersAfter);
        }

        return best!;
    }

    /// <summary>The result of leaving out one class and adding it again.</summary>
    /// <param name="Label">the class</param>
    /// <param name="Own">for each image of the class: the score of the class minus the best other score</param>
    /// <param name="Others">for each held-out image of other classes: the same difference, and whether the best other
    /// class is the true one</param>
    private sealed record Trial(int Label, List<double> Own, List<(double Margin, bool IsRight)> Others)
    {
        public double OthersBefore => 100.0 * Others.Count(one => one.IsRight) / Math.Max(1, Others.Count);

        public double Found(double bias) => 100.0 * Own.Count(margin => margin + bias > 0) / Own.Count;

        public double OthersAfter(double bias) =>
            100.0 * Others.Count(one => one.IsRight && one.Margin + bias <= 0) / Math.Max(1, Others.Count);
    }
}
