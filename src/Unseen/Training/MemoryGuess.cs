using System.Globalization;
using Unseen.Data;
using Unseen.Generators;
using Unseen.Problems;

namespace Unseen.Training;

/// <summary>What main memory a run is going to need beside what is taken already, guessed from its options before any is taken.</summary>
/// <remarks>
/// Weights count four times in float32: values, two moments, and gradient with a copy for products. Layers of a batch count twice. There is a
/// generator for each validation split beside that of the test, and while it waits for its turn it keeps three quarters of what its weights take
/// and, as measured, about a quarter of its batches'. Features count once more than they lie in memory or in a mapped file, for training and for
/// scoring, unless they are too many to be kept so.
/// </remarks>
/// <param name="Features">bytes of features as training holds them</param>
/// <param name="Generator">bytes of the generator's networks and batches</param>
/// <param name="Classifier">bytes of the classifier and its batches</param>
/// <param name="PseudoFeatures">bytes of pseudo-features</param>
internal sealed record MemoryGuess(double Features, double Generator, double Classifier, double PseudoFeatures)
{
    private const double Number = sizeof(float);
    private const double Weight = 4 * Number;
    private const double Activation = 2 * Number;
    private const double WaitingWeights = 3.0 / 4;
    private const double WaitingBatches = 1.0 / 4;

    /// <summary>All of it, bytes.</summary>
    public double Total => Features + Generator + Classifier + PseudoFeatures;

    /// <summary>What a run is going to need.</summary>
    public static MemoryGuess Of(GzslDataset dataset, RunOptions options)
    {
        double features = dataset.Features.Columns, descriptor = dataset.Descriptors.Columns, classes = dataset.ClassNames.Length;
        var splits = SeedRun.Validates(options) ? ValidationSplit.CreateFolds(dataset, options.Seeds[0]).Count : 0;
        var (training, scored) = ((double)dataset.Split.TrainVal.Length, (double)dataset.Split.TestSeen.Length + dataset.Split.TestUnseen.Length);
        double Kept(double samples) => GzslProblem.IsKept(Number * samples * features) ? Number * samples * features : 0;
        var pseudo = options.HasGenerator ? (double)options.PseudoPerClass * dataset.UnseenClasses.Length : 0;
        var batch = options.ClassifierTraining.BatchSize;
        var hidden = options.IsBaseline || options.ClassifierPlugin is not null || options.Classifier != Classifiers.ClassifierKind.Prototype ? 0 : (double)options.Prototype.Hidden;
        var weights = hidden > 0 ? hidden * (descriptor + features) : features * Math.Max(classes, options.IsBaseline ? descriptor : 0);
        return new MemoryGuess(
            ((1 + splits) * Kept(training)) + Kept(scored),
            Networks(options, features, descriptor, classes, training, splits),
            (Weight * weights) + (Activation * ((batch * (features + classes)) + (classes * (hidden + (3 * features))))),
            (1 + splits) * 2 * Number * pseudo * features);
    }

    /// <summary>Refuses a run that does not fit.</summary>
    /// <param name="available">bytes that are there, or null (default) for what the machine says</param>
    /// <exception cref="InsufficientMemoryException">More is needed than there is.</exception>
    public void RequireAvailable(double? available = null)
    {
        var there = available ?? MachineMemory.Available();
        if (Total <= there)
            return;
        var largest = new[] { (Features, "features"), (Generator, "the generator"), (Classifier, "the classifier"), (PseudoFeatures, "pseudo-features") }.Max();
        throw new InsufficientMemoryException(
            $"training must fit into memory, but needs about {Gigabytes(Total)}, of which {Gigabytes(largest.Item1)} for {largest.Item2}, where {Gigabytes(there)} are available. "
            + "Use narrower layers, smaller batches or fewer pseudo-features, or another machine.");
    }

    private static double Networks(RunOptions options, double features, double descriptor, double classes, double samples, int splits)
    {
        double Layers(double hidden, double batch, double networks) => networks
            * (((1 + (WaitingWeights * splits)) * Weight * hidden * (features + (2 * descriptor)))
                + ((1 + (WaitingBatches * splits)) * Activation * ((classes * 2 * hidden) + (Math.Min(batch, samples) * ((3 * features) + (2 * hidden))))));
        if (options.GeneratorPlugin is not null)
            return 0;
        return options.Generator switch
        {
            _ when options.UsesWgan => Layers(options.Wgan.Hidden, options.Wgan.BatchSize, options.Generator == GeneratorKind.FVaeganD2 ? 3 : 2),
            GeneratorKind.Cvae => Layers(options.Cvae.Hidden, options.Cvae.BatchSize, 2),
            GeneratorKind.Centre when options.Centre.Fit == CentreFit.Network => Layers(options.Centre.Hidden, 0, 1),
            GeneratorKind.Centre => (1 + splits) * ((2 * sizeof(double) * (descriptor + classes) * features) + (Number * descriptor * features)),
            _ => 0,
        };
    }

    private static string Gigabytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1L << 30):0.##} GiB");
}
