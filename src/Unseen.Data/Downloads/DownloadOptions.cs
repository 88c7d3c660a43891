namespace Unseen.Data.Downloads;

/// <summary>The time limit and the retries of a download.</summary>
public sealed record DownloadOptions
{
    /// <summary>Time without data after which a connection is abandoned, greater than 0, default 30 s.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Number of retries after a broken connection, at least 0, default 3. A retry continues the
    /// download.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Pause before the first retry, at least 0, default 2 s. It doubles for each further retry.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Validates the options. Returns one sentence per problem, or an empty list if the options are
    /// valid.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (StallLimit <= TimeSpan.Zero)
            problems.Add($"The time without data must be greater than 0, but was {StallLimit}.");
        if (Retries < 0)
            problems.Add($"The number of retries must be at least 0, but was {Retries}.");
        if (Pause < TimeSpan.Zero)
            problems.Add($"The pause must be at least 0, but was {Pause}.");
        return problems;
    }
}
