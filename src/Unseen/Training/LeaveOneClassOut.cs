using TorchSharp;
using Unseen.Data;
using Unseen.Generators;

namespace Unseen.Training;

/// <summary>
/// Rehearses adding a class to a trained model: leaves a seen class out, trains without it, adds it by its description alone, and counts how
/// many of its training photographs are then recognised. Uses no test image.
/// </summary>
public static class LeaveOneClassOut
{
    /// <summary>Classes that are left out at the most, spread evenly over all.</summary>
    public const int MostClasses = 20;

    /// <summary>Whether a run's model takes classes by description, and trains fast enough to be trained once a class.</summary>
    /// <param name="options">the run's options</param>
    public static bool Suits(RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options is { GeneratorPlugin: null, ClassifierPlugin: null, Classifier: Classifiers.ClassifierKind.Prototype }
            && options.Generator is GeneratorKind.None or GeneratorKind.Centre && options.Centre.Fit == CentreFit.Ridge;
    }

    /// <summary>Leaves out one seen class after the other, at most <see cref="MostClasses"/>.</summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="options">of a run that <see cref="Suits"/></param>
    /// <param name="chosen">the settings of the trained model</param>
    /// <param name="progress">told the share done, from 0 to 1</param>
    /// <param name="cancellation">stops after the class at hand</param>
    /// <returns>one result for each class tried</returns>
    /// <exception cref="ArgumentException">The run's model takes no classes by description.</exception>
    public static IReadOnlyList<ExpectedAccuracy> Estimate(
        GzslDataset dataset, RunOptions options, ChosenSettings chosen, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(chosen);
        Require.That(Suits(options), nameof(options), "a prototype learner's with generator none or a ridge centre", $"{options.ClassifierName} with {options.GeneratorName}");
        var seen = dataset.SeenClasses;
        int[] tried = [.. Enumerable.Range(0, Math.Min(seen.Length, MostClasses)).Select(i => seen[i * seen.Length / Math.Min(seen.Length, MostClasses)])];
        List<ExpectedAccuracy> results = [];
        foreach (var label in tried)
        {
            if (cancellation.IsCancellationRequested)
                break;
            results.Add(Try(dataset, options, chosen, label, cancellation));
            progress?.Report((double)results.Count / tried.Length);
        }

        return results;
    }

    private static ExpectedAccuracy Try(GzslDataset dataset, RunOptions options, ChosenSettings chosen, int label, CancellationToken cancellation)
    {
        var seed = options.Seeds[0];
        using var problem = GzslProblem.Without(dataset, label, options.Scaling, torch.device(options.Device));
        using var session = new GeneratorSession(problem, options, seed);
        var pseudo = session.At(session.SnapshotEpochs[^1], options.PseudoPerClass, (_, _, _) => { }, cancellation);
        using var run = new ClassifierRun(problem, pseudo, options, chosen.Sigma, seed);
        for (var epoch = 0; epoch < chosen.ClassifierEpoch; epoch++)
            run.TrainEpoch(CancellationToken.None);
        var model = ModelBuilder.Build(problem, run.Classifier, pseudo?.Map, chosen, options)!.WithClass(dataset.ClassNames[label], dataset.Descriptors.Row(label));
        int[] rows = [.. dataset.Split.TrainVal.Where(row => dataset.Labels[row] == label)];
        var right = rows.Count(row => model.Predict(dataset.Features.Row(row)).ClassIndex == model.ClassNames.Count - 1);
        return new ExpectedAccuracy(label, rows.Length, 100.0 * right / rows.Length);
    }
}
