namespace Unseen.Runs.Store;

/// <summary>A row of the table of runs.</summary>
internal sealed class StoredRow
{
    public string Id { get; init; } = "";

    public string Sweep { get; init; } = "";

    public long Number { get; init; }

    public string Dataset { get; init; } = "";

    public string Config { get; init; } = "";

    public string Folder { get; init; } = "";

    public string State { get; init; } = "";

    public long Failures { get; init; }

    public long Starts { get; init; }

    public string? Owner { get; init; }

    public string? Claim { get; init; }

    public long Lease { get; init; }

    public string? Metrics { get; init; }

    public string? Log { get; init; }

    public long? Started { get; init; }

    public long? Finished { get; init; }

    public long Wanted { get; init; }

    public StoredRun ToRun() => new()
    {
        Id = Id,
        Sweep = Sweep,
        Number = Number,
        Dataset = Dataset,
        Config = Config,
        Folder = Folder,
        State = Enum.Parse<RunState>(State),
        Failures = (int)Failures,
        Starts = (int)Starts,
        Owner = Owner,
        Claim = Claim,
        LeaseEnd = Lease == long.MaxValue ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeMilliseconds(Lease),
        Metrics = Metrics,
        Log = Log,
        Started = Time(Started),
        Finished = Time(Finished),
        IsWanted = Wanted != 0,
    };

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } number ? DateTimeOffset.FromUnixTimeMilliseconds(number) : null;
}
