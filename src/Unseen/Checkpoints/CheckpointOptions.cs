namespace Unseen.Checkpoints;

/// <summary>Specifies where and how often training saves checkpoints, from which a run can be resumed.</summary>
public sealed record CheckpointOptions
{
    /// <summary>The folder for checkpoints, which must not hold other files. It is created if necessary.</summary>
    public required string Folder { get; init; }

    /// <summary>The time between two checkpoints within a phase, at least 0 (a checkpoint after every step), default
    /// 60 seconds. The end of a phase always saves one.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether to resume from the latest usable checkpoint in the folder, default false. If false, the checkpoints in
    /// the folder are deleted. If there is none, the run starts from the beginning.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Receives warnings about unusable checkpoints, and about differences from the interrupted run that
    /// affect at most the last digits of the results; null (default) for none.</summary>
    public Action<string>? Warn { get; init; }
}
