using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Unseen.Web.Hosting;

/// <summary>Reads certificates for HTTPS.</summary>
internal static class ServerCertificate
{
    /// <summary>Reads a certificate, its chain and its private key.</summary>
    /// <param name="path">a PEM file, the server's own certificate first, or a PKCS #12 file without a password</param>
    /// <param name="keyPath">a PEM file with the private key, or null if <paramref name="path"/> contains the
    /// key</param>
    /// <exception cref="ServiceException">A file cannot be read or has no certificate, or the private key is missing or
    /// belongs to another certificate.</exception>
    public static SslStreamCertificateContext Read(string path, string? keyPath)
    {
        try
        {
            RequireReadable(path);
            if (keyPath is not null)
                RequireReadable(keyPath);
            return Load(path, keyPath);
        }
        catch (Exception exception) when (
            exception is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            var files = keyPath is null ? path : $"{path} with {keyPath}";
            throw new ServiceException(
                $"{files} is not a certificate with its private key. Give a PEM file with both, a PEM file and "
                    + "--certificate-key, or a PKCS #12 file without a password.", exception);
        }
    }

    /// <summary>Opens a file, since the errors of the certificate classes do not distinguish a missing file from a
    /// damaged one.</summary>
    private static void RequireReadable(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException(
                $"The file {path} of the certificate cannot be read: {FailureReason.Describe(exception)}.", exception);
        }
    }

    private static SslStreamCertificateContext Load(string path, string? keyPath)
    {
        if (X509Certificate2.GetCertContentType(path) == X509ContentType.Pkcs12)
        {
            var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password: null);
            var own = all.FirstOrDefault(certificate => certificate.HasPrivateKey)
                ?? throw new CryptographicException("it has no private key");
            return SslStreamCertificateContext.Create(own, all, offline: true);
        }

        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(path);
        var certificate = X509Certificate2.CreateFromPemFile(path, keyPath);
        if (OperatingSystem.IsWindows()) // TLS on Windows cannot use a key that is only in memory
            certificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }
}
