namespace Unseen.Training.Progress;

/// <summary>A progress report, made after every epoch.</summary>
public sealed record TrainingProgress
{
    /// <summary>The epoch that ended.</summary>
    public required EpochRecord Epoch { get; init; }

    /// <summary>The 0-based position of the run in a comparison, 0 for a single run.</summary>
    public required int Run { get; init; }

    /// <summary>The number of runs in the comparison, 1 for a single run.</summary>
    public required int Runs { get; init; }

    /// <summary>The 0-based position of the epoch's seed among the seeds.</summary>
    public required int SeedIndex { get; init; }

    /// <summary>The number of seeds.</summary>
    public required int Seeds { get; init; }

    /// <summary>Whether the epoch was trained before the run was interrupted and is reported again.</summary>
    public bool IsRestored { get; init; }

    /// <summary>The finished fraction of the expected work, from 0 to 1.</summary>
    public required double Fraction { get; init; }

    /// <summary>The expected remaining time, estimated from the epochs so far.</summary>
    public required TimeSpan TimeLeft { get; init; }
}
