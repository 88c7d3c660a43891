using System.Globalization;
using Unseen.Data;
using Unseen.Methods;
using Unseen.Problems;

namespace Unseen.Training;

/// <summary>An estimate of the main memory that a run needs in addition to the loaded data.</summary>
/// <remarks>
/// Each method estimates the memory of its networks and batches. Training and scoring each keep a copy of the features,
/// in addition to the dataset, unless the copy would be too large.
/// </remarks>
/// <param name="Features">bytes of the copies of features</param>
/// <param name="Generator">bytes of the generator's networks and batches</param>
/// <param name="Classifier">bytes of the classifier and its batches</param>
/// <param name="PseudoFeatures">bytes of pseudo-features</param>
internal sealed record MemoryGuess(double Features, double Generator, double Classifier, double PseudoFeatures)
{
    /// <summary>The sum, in bytes.</summary>
    public double Total => Features + Generator + Classifier + PseudoFeatures;

    /// <summary>Estimates the memory for a run.</summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="options">the run's options</param>
    /// <param name="isCompared">whether the run is one of several, which keep the pseudo-features of all snapshots;
    /// default false</param>
    public static MemoryGuess Estimate(GzslDataset dataset, RunOptions options, bool isCompared = false)
    {
        options = options.For(dataset);
        double features = dataset.Features.Columns, descriptor = dataset.Descriptors.Columns,
            classes = dataset.ClassNames.Length;
        var splits = SeedRun.UsesValidation(options) ? ValidationSplit.CreateFolds(dataset, seed: 0).Count : 0;
        var (training, scored) = ((double)dataset.Split.TrainVal.Length,
            (double)dataset.Split.TestSeen.Length + dataset.Split.TestUnseen.Length);
        double CopyBytes(double samples) =>
            GzslProblem.IsCached(ProblemSize.Number * samples * features) ? ProblemSize.Number * samples * features : 0;
        var pseudo = options.HasGenerator ? (double)options.PseudoPerClass * dataset.UnseenClasses.Length : 0;
        var snapshots = isCompared ? GeneratorSession.GetSnapshots(options).Count : 1;
        var size = new ProblemSize(features, descriptor, classes, training, splits);
        var space = options.Generator.SpaceWidth(size);
        var mapped = space == features ? 0 : ProblemSize.Number * space * (((1 + splits) * training) + scored);
        return new MemoryGuess(
            ((1 + splits) * CopyBytes(training)) + CopyBytes(scored), options.Generator.GuessMemory(size),
                options.Classifier.GuessMemory(size with { Features = space }) + mapped,
            (1 + splits) * (1 + snapshots) * ProblemSize.Number * pseudo * Math.Max(features, space));
    }

    /// <summary>Throws if the run does not fit into memory.</summary>
    /// <param name="available">available bytes, or null (default) to ask the machine</param>
    /// <exception cref="InsufficientMemoryException">The run needs more memory than is available.</exception>
    public void RequireAvailable(double? available = null)
    {
        var availableBytes = available ?? MachineMemory.Available();
        if (Total <= availableBytes)
            return;
        var largest = new[] { (Features, "features"), (Generator, "the generator"), (Classifier, "the classifier"),
            (PseudoFeatures, "pseudo-features") }.Max();
        throw new InsufficientMemoryException(
            $"training needs about {Gigabytes(Total)} of memory, of which {Gigabytes(largest.Item1)} for "
                + $"{largest.Item2}, and {Gigabytes(availableBytes)} are available. Use narrower layers, smaller "
                + "batches or fewer pseudo-features, or another machine.");
    }

    private static string Gigabytes(double bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / (1L << 30):0.##} GiB");
}
