using Unseen.Classifiers;
using Unseen.Evaluation;
using Unseen.Inference;

namespace Unseen.Training;

/// <summary>The outcome of a run over its seeds.</summary>
public sealed record RunResult
{
    /// <summary>The options that it ran with.</summary>
    public required RunOptions Options { get; init; }

    /// <summary>One result for each seed that was finished, in the options' order; at least one.</summary>
    public required IReadOnlyList<SeedResult> Seeds { get; init; }

    /// <summary>The first seed's model.</summary>
    /// <exception cref="InvalidOperationException">There is none: the classifier's scores have no form that a model
    /// file holds.</exception>
    public UnseenModel Model => ModelOrNull ?? throw new InvalidOperationException(
        $"classifier {Options.Classifier.Name} must give a scoring rule for a model, but gave none. Override "
            + $"{nameof(GzslClassifier.ToScoringRule)}.");

    /// <summary>As <see cref="Model"/>, or null if there is none.</summary>
    public required UnseenModel? ModelOrNull { get; init; }

    /// <summary>Whether the run was cancelled before its last seed was finished.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>U over the seeds, per cent.</summary>
    public MeanAndDeviation U => Over(result => result.U);

    /// <summary>S over the seeds, per cent.</summary>
    public MeanAndDeviation S => Over(result => result.S);

    /// <summary>H over the seeds, per cent: the mean of every seed's H.</summary>
    public MeanAndDeviation H => Over(result => result.H);

    /// <summary>T1 over the seeds, per cent.</summary>
    public MeanAndDeviation T1 => Over(result => result.T1);

    /// <summary>AUSUC over the seeds, from 0 to 1.</summary>
    public MeanAndDeviation Ausuc => Over(result => result.Ausuc);

    /// <summary>Seconds of all seeds together.</summary>
    public double Seconds => Seeds.Sum(seed => seed.Seconds);

    private MeanAndDeviation Over(Func<GzslResult, double> value) =>
        MeanAndDeviation.Of(Seeds.Select(seed => value(seed.Test)));
}
