namespace Unseen.Data.Downloads;

/// <summary>How patient a download is.</summary>
public sealed record DownloadOptions
{
    /// <summary>Without a byte for this long, the connection is given up; default 30 s.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a connection that broke is tried again, going on where it was, at least 0, default
    /// 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Pause before the first retry, doubled for each further one; default 2 s.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);
}
