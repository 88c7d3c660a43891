using System.Net;
using Microsoft.Extensions.Logging;
using Unseen.Runs.Photographs;

namespace Unseen.Web;

/// <summary>The options of a service: models, addresses, access and limits.</summary>
public sealed record ServiceOptions
{
    /// <summary>The models, each with a different name. The first is the default. At least one, unless there is a
    /// <see cref="Project"/>.</summary>
    public required IReadOnlyList<ModelSource> Models { get; init; }

    /// <summary>Address to listen on, or a name that resolves to addresses of this machine; default 127.0.0.1, which
    /// only this machine can reach.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port to listen on, from 0 to 65535, default 5080; 0 takes a free one.</summary>
    public int Port { get; init; } = 5080;

    /// <summary>
    /// File with the certificate for HTTPS: PEM, or PKCS #12 without a password. Null (default) serves HTTP. The file
    /// is read again when it changes.
    /// </summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file with the private key of the certificate, or null (default) if <see cref="Certificate"/>
    /// contains the key.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>
    /// File of keys in the format of <see cref="Hosting.KeyFile"/>, read again when it changes. Null (default) for no
    /// file. Without a key file and an <see cref="OwnerKey"/>, all changes are refused.
    /// </summary>
    public string? KeyFile { get; init; }

    /// <summary>
    /// Whether API requests that only read, such as predictions, also require a key. Pages, health checks, metrics, the
    /// OpenAPI document and /v1/access never require one. If true, <see cref="KeyFile"/> must be set. The default is
    /// false.
    /// </summary>
    public bool RequireKey { get; init; }

    /// <summary>Average number of API requests per minute that each key holder may send; also the largest burst.
    /// Requests without a key are counted by IP address. At least 1; null (default) for no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>
    /// Host names that requests can use, "*" for any, "*.example.com" for subdomains. If empty (default), all names
    /// are accepted, except that a service that listens only on loopback addresses and trusts no proxy accepts only
    /// localhost, 127.0.0.1, [::1] and <see cref="Host"/>. This prevents DNS rebinding.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Origins whose pages may call the service, such as https://example.com, or "*" for all; default
    /// none.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Prefix of all paths of the service, such as /unseen, or null (default) for none.</summary>
    public string? PathBase { get; init; }

    /// <summary>Addresses or networks (10.0.0.0/8) of proxies whose X-Forwarded-For, -Proto, -Host and -Prefix headers
    /// are trusted; default none.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>
    /// Lowest level that is logged. Null (default) takes it from the environment variable Logging__LogLevel__Default,
    /// or Information if that is not set.
    /// </summary>
    public LogLevel? LogLevel { get; init; }

    /// <summary>Whether each line of the log is a JSON object instead of text; default false.</summary>
    public bool LogAsJson { get; init; }

    /// <summary>Folder of the runs that the page of runs shows, or null (default) for none.</summary>
    public string? RunsFolder { get; init; }

    /// <summary>Photo project whose attribute table can be edited by users whose key allows changes, or null (default)
    /// for none.</summary>
    public PhotoProject? Project { get; init; }

    /// <summary>Folder of the cache for the features of the project's photographs, or null (default) for no
    /// cache.</summary>
    public string? FeatureCache { get; init; }

    /// <summary>An additional key that allows changes. It is not stored in a file, and is valid until the service
    /// stops. Create it with <see cref="Hosting.KeyFile.CreateKey"/>. Null (default) for none.</summary>
    public string? OwnerKey { get; init; }

    /// <summary>Maximum length of a request's body in bytes, compressed and decompressed, at least 1, default 20
    /// MiB.</summary>
    public long MaxBodyBytes { get; init; } = 20L << 20;

    /// <summary>Maximum number of pixels that an image may declare, at least 1, default 50 million.</summary>
    public long MaxPixels { get; init; } = 50_000_000;

    /// <summary>Maximum number of images and feature vectors in a request, at least 1, default 64.</summary>
    public int MaxBatch { get; init; } = 64;

    /// <summary>Maximum number of prediction requests that are computed at the same time, at least 1, default one per
    /// core. Requests with photographs or features that change models count, too.</summary>
    public int MaxConcurrent { get; init; } = Environment.ProcessorCount;

    /// <summary>Maximum number of prediction requests that are received or wait, in addition to
    /// <see cref="MaxConcurrent"/>, at least 0, default 128. Further requests get status 429. The bodies of all these
    /// requests are in memory.</summary>
    public int MaxQueued { get; init; } = 128;

    /// <summary>Maximum time of a request, greater than 0, at most 49 days, default 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for requests in progress to finish when the service stops, from 0 to 49 days,
    /// default 10 seconds.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between two checks of the model files for changes, from 10 milliseconds to 49 days, default 1
    /// second.</summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Checks the values that can be checked without access to files or the network; returns the problems, one
    /// sentence each, or an empty list.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        void Check(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }

        Check(Models.Count > 0 || Project is not null, "at least one model is required.");
        Check(Models.Select(model => model.Name).Distinct().Count() == Models.Count,
            $"models must have different names, but were {string.Join(", ", Models.Select(model => model.Name))}.");
        Check(Port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort,
            $"port must be from 0 to 65535, but was {Port}.");
        Check(CertificateKey is null || Certificate is not null, "certificateKey requires certificate.");
        Check(!RequireKey || KeyFile is not null, "a service that requires keys needs a file of keys.");
        Check(RequestsPerMinute is null or >= 1,
            $"requestsPerMinute must be at least 1, but was {RequestsPerMinute}.");
        foreach (var origin in AllowedOrigins)
            Check(origin == "*" || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && uri.GetLeftPart(UriPartial.Authority) == origin),
                $"an origin must be like https://example.com, in lower case, without the scheme's own port and without "
                + $"a path, but was '{origin}'.");
        Check(PathBase is null || (PathBase.Length > 1 && PathBase.StartsWith('/') && !PathBase.EndsWith('/')),
            $"the path must begin with / and must not end with /, as in /unseen, but was '{PathBase}'.");
        foreach (var proxy in TrustedProxies)
            Check(IPAddress.TryParse(proxy, out _) || IPNetwork.TryParse(proxy, out _),
                $"a proxy must be an address or a network like 10.0.0.0/8, but was '{proxy}'.");
        Check(MaxBodyBytes >= 1, $"maxBodyBytes must be at least 1, but was {MaxBodyBytes}.");
        Check(MaxPixels >= 1, $"maxPixels must be at least 1, but was {MaxPixels}.");
        Check(MaxBatch >= 1, $"maxBatch must be at least 1, but was {MaxBatch}.");
        Check(MaxConcurrent >= 1, $"maxConcurrent must be at least 1, but was {MaxConcurrent}.");
        Check(MaxQueued >= 0, $"maxQueued must be at least 0, but was {MaxQueued}.");
        Check(Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromDays(49),
            $"timeout must be greater than 0 and at most 49 days, but was {Timeout}.");
        Check(DrainTime >= TimeSpan.Zero && DrainTime <= TimeSpan.FromDays(49),
            $"drainTime must be from 0 to 49 days, but was {DrainTime}.");
        Check(ReloadInterval >= TimeSpan.FromMilliseconds(10) && ReloadInterval <= TimeSpan.FromDays(49),
            $"reloadInterval must be from 10 milliseconds to 49 days, but was {ReloadInterval}.");
        return problems;
    }
}
