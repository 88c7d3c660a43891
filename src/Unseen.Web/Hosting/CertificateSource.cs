using System.Net.Security;
using Microsoft.Extensions.Logging;

namespace Unseen.Web.Hosting;

/// <summary>The certificate of a service, read again when its files change.</summary>
/// <param name="path">the file, or null for a service without HTTPS</param>
/// <param name="keyPath">the file of the private key, or null if <paramref name="path"/> contains the key</param>
/// <param name="logger">gets a line whenever a file changes</param>
internal sealed class CertificateSource(string? path, string? keyPath, ILogger<CertificateSource> logger)
{
    private readonly WatchedFiles<SslStreamCertificateContext>? _files = path is null ? null
        : new(keyPath is null ? [path] : [path, keyPath], () => ServerCertificate.Read(path, keyPath), logger);

    /// <summary>Whether the service has a certificate.</summary>
    public bool IsInUse => _files is not null;

    /// <summary>The certificate, its chain and its private key. Use it only if <see cref="IsInUse"/> is
    /// true.</summary>
    public SslStreamCertificateContext Current => _files!.Current;
}
