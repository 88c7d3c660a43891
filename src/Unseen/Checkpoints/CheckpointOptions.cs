namespace Unseen.Checkpoints;

/// <summary>Specifies where and how often training saves checkpoints, from which a run can be resumed.</summary>
public sealed record CheckpointOptions
{
    /// <summary>The folder for the checkpoints of one run. It is created if necessary.</summary>
    public required string Folder { get; init; }

    /// <summary>The minimum time between two checkpoints while a generator or a classifier is trained, at least 0 (a
    /// checkpoint after every step), default 60 seconds. A checkpoint is also saved when such a training ends or is
    /// cancelled.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether to resume from the latest usable checkpoint in the folder, default false. If the folder has none, the
    /// run starts from the beginning. If false, all checkpoints in the folder are deleted first.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Receives warnings about unusable checkpoints, and about differences from the interrupted run that
    /// affect at most the last digits of the results; null (default) for none.</summary>
    public Action<string>? Warn { get; init; }
}
