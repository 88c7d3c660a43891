using Unseen.Classifiers;
using Unseen.Evaluation;
using Unseen.Inference;

namespace Unseen.Training;

/// <summary>The result of a run over its seeds.</summary>
public sealed record RunResult
{
    /// <summary>The options of the run.</summary>
    public required RunOptions Options { get; init; }

    /// <summary>One result per seed in the order of the options, at least one. If <see cref="Interrupted"/> is true,
    /// later seeds are missing, or the training of the last seed in this list is unfinished.</summary>
    public required IReadOnlyList<SeedResult> Seeds { get; init; }

    /// <summary>The model of the first seed.</summary>
    /// <exception cref="InvalidOperationException">There is no model, since a model file cannot represent the
    /// classifier's scores.</exception>
    public UnseenModel Model => ModelOrNull ?? throw new InvalidOperationException(
        $"there is no model, because classifier {Options.Classifier.Name} has no scoring rule. Override "
            + $"{nameof(GzslClassifier.ToScoringRule)}.");

    /// <summary>The model of the first seed, or null if there is none.</summary>
    public required UnseenModel? ModelOrNull { get; init; }

    /// <summary>Whether the run was cancelled before its last seed was finished.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>The mean and deviation of U over the seeds, in per cent.</summary>
    public MeanAndDeviation U => Over(result => result.U);

    /// <summary>The mean and deviation of S over the seeds, in per cent.</summary>
    public MeanAndDeviation S => Over(result => result.S);

    /// <summary>The mean and deviation of H over the seeds, in per cent.</summary>
    public MeanAndDeviation H => Over(result => result.H);

    /// <summary>The mean and deviation of T1 over the seeds, in per cent.</summary>
    public MeanAndDeviation T1 => Over(result => result.T1);

    /// <summary>The mean and deviation of AUSUC over the seeds, from 0 to 1.</summary>
    public MeanAndDeviation Ausuc => Over(result => result.Ausuc);

    /// <summary>The total time of all seeds in seconds.</summary>
    public double Seconds => Seeds.Sum(seed => seed.Seconds);

    /// <summary>The classes that have no test images in any seed, ascending. No mean includes them.</summary>
    public IEnumerable<int> ClassesWithoutTestImages => Enumerable.Range(0, Seeds[0].Test.TestCounts.Length)
        .Where(label => Seeds.All(seed => seed.Test.TestCounts[label] == 0));

    private MeanAndDeviation Over(Func<GzslResult, double> value) =>
        MeanAndDeviation.Compute(Seeds.Select(seed => value(seed.Test)));
}
