namespace Unseen.Web;

/// <summary>What a service serves, where, and how much it lets a request cost.</summary>
public sealed record ServiceOptions
{
    /// <summary>The models, at least one, under different names; the first is the default.</summary>
    public required IReadOnlyList<ModelSource> Models { get; init; }

    /// <summary>Address and port to listen on, default loopback at 5080; port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:5080";

    /// <summary>What a request must show to change classes, at least 16 characters; null (default) lets
    /// nobody.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Folder whose runs the page shows, or null for none.</summary>
    public string? RunsFolder { get; init; }

    /// <summary>Bytes of a request's body, at least 1, default 20 MiB.</summary>
    public long MaxBodyBytes { get; init; } = 20L << 20;

    /// <summary>Pixels that an image may declare, at least 1, default 50 million.</summary>
    public long MaxPixels { get; init; } = 50_000_000;

    /// <summary>Images or feature vectors of a request, at least 1, default 64.</summary>
    public int MaxBatch { get; init; } = 64;

    /// <summary>Predictions computed at once, at least 1; default one a core.</summary>
    public int MaxConcurrent { get; init; } = Environment.ProcessorCount;

    /// <summary>Predictions that wait for their turn before others are turned away with 429, at least 0, default
    /// 128.</summary>
    public int MaxQueued { get; init; } = 128;

    /// <summary>Time that a request may take, greater than 0, default 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time that requests under way have to end when the service stops, at least 0, default 10
    /// seconds.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often model files are looked at for changes, greater than 0, default 1 second.</summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>All that is wrong, one sentence each; empty where a service can start.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        void Check(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }

        Check(Models.Count > 0, "models must be at least one, but were none.");
        Check(Models.Select(model => model.Name).Distinct().Count() == Models.Count,
            $"models must have different names, but were {string.Join(", ", Models.Select(model => model.Name))}.");
        Check(Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp,
            $"url must be an http address, but was {Url}.");
        Check(ApiKey is null or { Length: >= 16 },
            $"the key must have at least 16 characters, but had {ApiKey?.Length}.");
        Check(MaxBodyBytes >= 1, $"maxBodyBytes must be at least 1, but was {MaxBodyBytes}.");
        Check(MaxPixels >= 1, $"maxPixels must be at least 1, but was {MaxPixels}.");
        Check(MaxBatch >= 1, $"maxBatch must be at least 1, but was {MaxBatch}.");
        Check(MaxConcurrent >= 1, $"maxConcurrent must be at least 1, but was {MaxConcurrent}.");
        Check(MaxQueued >= 0, $"maxQueued must be at least 0, but was {MaxQueued}.");
        Check(Timeout > TimeSpan.Zero, $"timeout must be greater than 0, but was {Timeout}.");
        Check(DrainTime >= TimeSpan.Zero, $"drainTime must be at least 0, but was {DrainTime}.");
        Check(ReloadInterval > TimeSpan.Zero, $"reloadInterval must be greater than 0, but was {ReloadInterval}.");
        return problems;
    }
}
