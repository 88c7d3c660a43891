using System.Net;
using Microsoft.Extensions.Logging;
using Unseen.Runs.Photographs;

namespace Unseen.Web;

/// <summary>What a service serves, where, to whom, and how much it lets a request cost.</summary>
public sealed record ServiceOptions
{
    /// <summary>The models under different names, the first being the default; at least one, unless there is a
    /// <see cref="Project"/>.</summary>
    public required IReadOnlyList<ModelSource> Models { get; init; }

    /// <summary>Address to listen on, or a name that stands for addresses of this machine; default 127.0.0.1, which
    /// only this machine reaches.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port to listen on, from 0 to 65535, default 5080; 0 takes a free one.</summary>
    public int Port { get; init; } = 5080;

    /// <summary>
    /// File with the certificate for HTTPS: PEM, or PKCS #12 without a password. Null (default) serves HTTP. The file
    /// is read again when it changes.
    /// </summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file with the private key of <see cref="Certificate"/>, or null (default) if that file has
    /// it.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>
    /// File of keys as <see cref="Hosting.KeyFile"/> writes it, read again when it changes; null (default) for a
    /// service without keys, whose classes nobody can change.
    /// </summary>
    public string? KeyFile { get; init; }

    /// <summary>Whether predictions and everything else that only reads need a key, too; default false.</summary>
    public bool RequireKey { get; init; }

    /// <summary>Requests to the interface a minute for each key, or for each address that shows none; at least 1, null
    /// (default) for no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>
    /// Names that requests may address the service by, "*" for any, "*.example.com" for subdomains. If empty (default),
    /// a service that listens on loopback addresses alone and trusts no proxy answers to the names of this machine
    /// only, so that no web page can reach it under a name of its own; other services answer to any name.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Origins whose pages may call the service, such as https://example.com, or "*" for all; default
    /// none.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Path that comes before all others, such as /unseen, or null (default) for none.</summary>
    public string? PathBase { get; init; }

    /// <summary>Addresses or networks (10.0.0.0/8) of proxies whose X-Forwarded-For, -Proto, -Host and -Prefix are
    /// believed; default none.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>
    /// Lowest level that is logged, or null (default) for what the environment variable Logging__LogLevel__Default
    /// says, and Information if there is none.
    /// </summary>
    public LogLevel? LogLevel { get; init; }

    /// <summary>Whether the log has one JSON object a line instead of text; default false.</summary>
    public bool LogAsJson { get; init; }

    /// <summary>Folder whose runs the page shows, or null for none.</summary>
    public string? RunsFolder { get; init; }

    /// <summary>Project of photographs whose attribute table those may fill in who hold a key for changes, or null
    /// (default) for none.</summary>
    public PhotoProject? Project { get; init; }

    /// <summary>Folder where features of the project's photographs are kept for the next time, or null (default) for
    /// nowhere.</summary>
    public string? FeatureCache { get; init; }

    /// <summary>A key for changes that is in no file and ends with the service, as <see cref="KeyFile"/> makes them; or
    /// null (default) for none.</summary>
    public string? OwnerKey { get; init; }

    /// <summary>Bytes of a request's body, compressed or not, at least 1, default 20 MiB.</summary>
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

    /// <summary>All that is wrong, one sentence each; empty if a service can start.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        void Check(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }

        Check(Models.Count > 0 || Project is not null, "models must be at least one, but were none.");
        Check(Models.Select(model => model.Name).Distinct().Count() == Models.Count,
            $"models must have different names, but were {string.Join(", ", Models.Select(model => model.Name))}.");
        Check(Port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort,
            $"port must be from 0 to 65535, but was {Port}.");
        Check(CertificateKey is null || Certificate is not null, "a certificate's key needs the certificate, too.");
        Check(!RequireKey || KeyFile is not null, "a service that requires keys needs a file of keys.");
        Check(RequestsPerMinute is null or >= 1,
            $"requestsPerMinute must be at least 1, but was {RequestsPerMinute}.");
        foreach (var origin in AllowedOrigins)
            Check(origin == "*" || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && uri.GetLeftPart(UriPartial.Authority) == origin),
                $"an origin must be like https://example.com, without a path, but was '{origin}'.");
        Check(PathBase is null || (PathBase.Length > 1 && PathBase.StartsWith('/') && !PathBase.EndsWith('/')),
            $"the path must be like /unseen, but was '{PathBase}'.");
        foreach (var proxy in TrustedProxies)
            Check(IPAddress.TryParse(proxy, out _) || IPNetwork.TryParse(proxy, out _),
                $"a proxy must be an address or a network like 10.0.0.0/8, but was '{proxy}'.");
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
