using Unseen.Evaluation;
using Unseen.Training.Progress;

namespace Unseen.Training;

/// <summary>The outcome for one seed.</summary>
public sealed record SeedResult
{
    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Scores on the test images.</summary>
    public required GzslResult Test { get; init; }

    /// <summary>The settings behind them.</summary>
    public required ChosenSettings Chosen { get; init; }

    /// <summary>Every epoch, in order.</summary>
    public required IReadOnlyList<EpochRecord> History { get; init; }

    /// <summary>Seconds from start to end of this seed; shared generators are counted where they were first
    /// trained.</summary>
    public required double Seconds { get; init; }
}
