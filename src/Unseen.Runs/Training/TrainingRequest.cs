using Unseen.Runs.Folders;
using Unseen.Training;

namespace Unseen.Runs.Training;

/// <summary>A request to train one configuration.</summary>
/// <param name="Options">the run's options; for a resumed run, the options that it started with</param>
/// <param name="Place">the folder for results; ignored for a resumed run, which keeps its folder</param>
public sealed record TrainingRequest(RunOptions Options, OutputPlace Place)
{
    /// <summary>The folder of an unfinished run to resume, or null (default) for a new run.</summary>
    public string? Resume { get; init; }

    /// <summary>The command line of the request, which is recorded in the run's folder; null (default) if there is
    /// none.</summary>
    public string? Command { get; init; }

    /// <summary>The interval between checkpoints, default one minute; null for no checkpoints.</summary>
    public TimeSpan? CheckpointEvery { get; init; } = TimeSpan.FromMinutes(1);
}
