using Unseen.Runs.Folders;
using Unseen.Training;

namespace Unseen.Runs.Training;

/// <summary>One training that is asked for.</summary>
/// <param name="Options">its options; of a run that goes on, those that it began with</param>
/// <param name="Place">where results are to go</param>
public sealed record TrainingRequest(RunOptions Options, OutputPlace Place)
{
    /// <summary>The folder of an unfinished run to go on with, or null (default) for a new run.</summary>
    public string? Resume { get; init; }

    /// <summary>The interval between checkpoints, default one minute; null writes none.</summary>
    public TimeSpan? CheckpointEvery { get; init; } = TimeSpan.FromMinutes(1);
}
