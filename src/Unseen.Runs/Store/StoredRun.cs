namespace Unseen.Runs.Store;

/// <summary>A run in a store.</summary>
public sealed record StoredRun
{
    /// <summary>The same as <see cref="NewRun.Id"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the sweep that the run belongs to, or "single" for a run without a sweep.</summary>
    public required string Sweep { get; init; }

    /// <summary>The same as <see cref="NewRun.Number"/>.</summary>
    public required long Number { get; init; }

    /// <summary>The same as <see cref="NewRun.Dataset"/>.</summary>
    public required string Dataset { get; init; }

    /// <summary>The same as <see cref="NewRun.Config"/>.</summary>
    public required string Config { get; init; }

    /// <summary>The same as <see cref="NewRun.Folder"/>.</summary>
    public required string Folder { get; init; }

    /// <summary>The state of the run.</summary>
    public required RunState State { get; init; }

    /// <summary>The number of failures since the run was added or requeued.</summary>
    public required int Failures { get; init; }

    /// <summary>How often the run was taken since it was added or requeued. If a run that was taken could not be
    /// started and was released, this does not count. A run that was added with its results counts as taken
    /// once.</summary>
    public required int Starts { get; init; }

    /// <summary>The current or last owner, or null if there never was one.</summary>
    public string? Owner { get; init; }

    /// <summary>The unique identifier of the call that last took the run; null if the run was never taken.</summary>
    public string? Claim { get; init; }

    /// <summary>The end of the current lease, which the owner can extend; <see cref="DateTimeOffset.MaxValue"/> for a
    /// lease without end. If the run has no lease, this is the Unix epoch, with one exception: if the run was set aside
    /// because its last lease expired after too many starts, this is the end of that lease.</summary>
    public DateTimeOffset LeaseEnd { get; init; }

    /// <summary>The results as JSON, or null.</summary>
    public string? Metrics { get; init; }

    /// <summary>Why the run last failed, usually the end of its log, or why it was set aside; null if it has not
    /// failed, or was completed since.</summary>
    public string? Log { get; init; }

    /// <summary>The time at which the run was first taken since it was added or requeued, or null. If a run that was
    /// taken could not be started and was released, this does not count.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>The time at which the run was done or set aside, or null.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Whether the sweep still includes the run. Runs that it does not include are not started.</summary>
    public bool IsWanted { get; init; } = true;
}
