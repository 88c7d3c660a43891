namespace Unseen.Data.Downloads;

/// <summary>The time limit and the retries of a download.</summary>
public sealed record DownloadOptions
{
    /// <summary>Time without data after which a connection is abandoned, greater than 0, default 30 s.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Number of retries after a broken connection, at least 0, default 3. A retry continues the
    /// download.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Pause before the first retry, doubled for each further one, at least 0, default 2 s.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);
}
