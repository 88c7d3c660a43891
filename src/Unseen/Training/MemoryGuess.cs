using System.Globalization;
using Unseen.Data;
using Unseen.Methods;
using Unseen.Problems;

namespace Unseen.Training;

/// <summary>What main memory a run is going to need beside what is taken already, guessed from its options before any
/// is taken.</summary>
/// <remarks>
/// Methods guess what their networks and batches take. Features count once more than they lie in memory or in a mapped
/// file, for training and for scoring, unless they are too many to be kept so.
/// </remarks>
/// <param name="Features">bytes of features as training holds them</param>
/// <param name="Generator">bytes of the generator's networks and batches</param>
/// <param name="Classifier">bytes of the classifier and its batches</param>
/// <param name="PseudoFeatures">bytes of pseudo-features</param>
internal sealed record MemoryGuess(double Features, double Generator, double Classifier, double PseudoFeatures)
{
    /// <summary>All of it, bytes.</summary>
    public double Total => Features + Generator + Classifier + PseudoFeatures;

    /// <summary>What a run is going to need.</summary>
    public static MemoryGuess Of(GzslDataset dataset, RunOptions options)
    {
        double features = dataset.Features.Columns, descriptor = dataset.Descriptors.Columns,
            classes = dataset.ClassNames.Length;
        var splits = SeedRun.Validates(options) ? ValidationSplit.CreateFolds(dataset, options.Seeds[0]).Count : 0;
        var (training, scored) = ((double)dataset.Split.TrainVal.Length,
            (double)dataset.Split.TestSeen.Length + dataset.Split.TestUnseen.Length);
        double Kept(double samples) =>
            GzslProblem.IsKept(ProblemSize.Number * samples * features) ? ProblemSize.Number * samples * features : 0;
        var pseudo = options.HasGenerator ? (double)options.PseudoPerClass * dataset.UnseenClasses.Length : 0;
        var size = new ProblemSize(features, descriptor, classes, training, splits);
        var space = options.Generator.SpaceWidth(size);
        var mapped = space == features ? 0 : ProblemSize.Number * space * (((1 + splits) * training) + scored);
        return new MemoryGuess(
            ((1 + splits) * Kept(training)) + Kept(scored), options.Generator.GuessMemory(size),
                options.Classifier.GuessMemory(size with { Features = space }) + mapped,
            (1 + splits) * 2 * ProblemSize.Number * pseudo * Math.Max(features, space));
    }

    /// <summary>Refuses a run that does not fit.</summary>
    /// <param name="available">bytes that are there, or null (default) for what the machine says</param>
    /// <exception cref="InsufficientMemoryException">More is needed than there is.</exception>
    public void RequireAvailable(double? available = null)
    {
        var there = available ?? MachineMemory.Available();
        if (Total <= there)
            return;
        var largest = new[] { (Features, "features"), (Generator, "the generator"), (Classifier, "the classifier"),
            (PseudoFeatures, "pseudo-features") }.Max();
        throw new InsufficientMemoryException(
            $"training must fit into memory, but needs about {Gigabytes(Total)}, of which {Gigabytes(largest.Item1)} "
                + $"for {largest.Item2}, where {Gigabytes(there)} are available. "
            + "Use narrower layers, smaller batches or fewer pseudo-features, or another machine.");
    }

    private static string Gigabytes(double bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / (1L << 30):0.##} GiB");
}
