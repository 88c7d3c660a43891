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

    /// <summary>The number of times the run was taken since it was added or requeued, without those in which it was
    /// not started.</summary>
    public required int Starts { get; init; }

    /// <summary>The current or last owner, or null if there never was one.</summary>
    public string? Owner { get; init; }

    /// <summary>The unique identifier of the call that last took the run; null if the run was never taken.</summary>
    public string? Claim { get; init; }

    /// <summary>The end of the lease, unless the owner extends it; <see cref="DateTimeOffset.MaxValue"/> for a lease
    /// without end; the Unix epoch if the run was never taken, or has been released, finished, requeued, or has
    /// failed since.</summary>
    public DateTimeOffset LeaseEnd { get; init; }

    /// <summary>The results as JSON, or null.</summary>
    public string? Metrics { get; init; }

    /// <summary>The end of the log of the last failure, or the reason why the run was set aside; otherwise
    /// null.</summary>
    public string? Log { get; init; }

    /// <summary>The time at which the run was first taken, or null.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>The time at which the run was done or set aside, or null.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Whether the sweep still includes the run. Runs that it does not include are not started.</summary>
    public bool IsWanted { get; init; } = true;
}
