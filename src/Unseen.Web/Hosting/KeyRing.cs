using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Unseen.Web.Hosting;

/// <summary>The keys of a service, read again when their file changes.</summary>
/// <param name="path">the file, or null if the service has no keys</param>
/// <param name="ownerKey">a key for changes that is in no file, or null</param>
/// <param name="logger">gets a line whenever the file changes</param>
internal sealed class KeyRing(string? path, string? ownerKey, ILogger<KeyRing> logger)
{
    private const string Owner = "owner";

    private readonly WatchedFiles<KeyFile>? _file = path is null ? null
        : new([path], () => KeyFile.Read(path), logger);

    /// <summary>Whether the service has keys at all.</summary>
    public bool IsInUse => _file is not null || ownerKey is not null;

    /// <summary>Finds the entry of a key; null if there is none.</summary>
    public ServiceKey? Find(string key) => ownerKey is not null && CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(ownerKey)) ? new ServiceKey(Owner, KeyUse.Change)
        : _file?.Current.Find(key);
}
