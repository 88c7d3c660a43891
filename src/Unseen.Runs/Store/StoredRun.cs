namespace Unseen.Runs.Store;

/// <summary>A run as the store has it.</summary>
public sealed record StoredRun
{
    /// <summary>As <see cref="NewRun.Id"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the sweep that it belongs to.</summary>
    public required string Sweep { get; init; }

    /// <summary>As <see cref="NewRun.Number"/>.</summary>
    public required long Number { get; init; }

    /// <summary>As <see cref="NewRun.Dataset"/>.</summary>
    public required string Dataset { get; init; }

    /// <summary>As <see cref="NewRun.Config"/>.</summary>
    public required string Config { get; init; }

    /// <summary>As <see cref="NewRun.Folder"/>.</summary>
    public required string Folder { get; init; }

    /// <summary>The state of the run.</summary>
    public required RunState State { get; init; }

    /// <summary>The number of failures.</summary>
    public required int Failures { get; init; }

    /// <summary>The number of times the run was started or resumed.</summary>
    public required int Starts { get; init; }

    /// <summary>Who has it or had it last, or null.</summary>
    public string? Owner { get; init; }

    /// <summary>Identifies this claim of the run; null if the run was never claimed.</summary>
    public string? Claim { get; init; }

    /// <summary>Until when its owner has it, if that does not ask for more; the Unix epoch if nobody has
    /// it.</summary>
    public DateTimeOffset LeaseEnd { get; init; }

    /// <summary>Its results, JSON, or null.</summary>
    public string? Metrics { get; init; }

    /// <summary>The end of its log where it failed last, or null.</summary>
    public string? Log { get; init; }

    /// <summary>When it was first begun, or null.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it was done or set aside, or null.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Whether the sweep still includes the run. Runs that it does not include are not started.</summary>
    public bool IsWanted { get; init; } = true;
}
