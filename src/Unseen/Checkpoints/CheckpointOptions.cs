namespace Unseen.Checkpoints;

/// <summary>Where and how often training saves itself, so that a run that was killed can go on.</summary>
public sealed record CheckpointOptions
{
    /// <summary>A folder for checkpoints alone; made if it is absent.</summary>
    public required string Folder { get; init; }

    /// <summary>Time between two checkpoints within a phase, at least 0 (after every step), default a minute; a phase's
    /// end has one anyway.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether to go on where the folder's latest usable checkpoint was made, default no: then the folder's checkpoints
    /// are deleted. A folder without any begins anew either way.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Told of checkpoints that cannot be used and of what differs without effect on the results but for their
    /// last digits; or null.</summary>
    public Action<string>? Warn { get; init; }
}
