using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Unseen.TestSupport;
using Unseen.Web.Hosting;

namespace Unseen.Web.Tests.Hosting;

public sealed class CertificateTests : IDisposable
{
    private readonly ColourRun _run = new();
    private string _served = "";

    [Theory]
    [InlineData("one PEM file")]
    [InlineData("two PEM files")]
    [InlineData("PKCS #12")]
    public async Task StartAsync_WithACertificate_SpeaksHttp2OverTls(string form)
    {
        using var certificate = Make("first");
        var (file, key) = Write(certificate, form);
        await using var service = await StartAsync(file, key);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact
        };

        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(("https", HttpStatusCode.OK), (new Uri(service.Address).Scheme, response.StatusCode));
        Assert.Equal("CN=first", _served);
    }

    [Fact]
    public async Task Serve_CertificateIsRenewed_UsesTheNewCertificateForNewConnections()
    {
        using var first = Make("first");
        var (file, _) = Write(first, "one PEM file");
        await using var service = await StartAsync(file, null);
        await service.SendAsync(HttpMethod.Get, "/health");
        File.WriteAllText(file, "damaged");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(1));
        await service.SendAsync(HttpMethod.Get, "/health");
        Assert.Equal("CN=first", _served);

        using var second = Make("second");
        Write(second, "one PEM file");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(2));
        await service.SendAsync(HttpMethod.Get, "/health");

        Assert.Equal("CN=second", _served);
    }

    [Fact]
    public async Task Serve_CertificateIsReplacedBeforeItsKey_UsesTheNewCertificateOnceTheKeyIsReplaced()
    {
        using var first = Make("first");
        using var second = Make("second");
        var (file, key) = Write(first, "two PEM files");
        await using var service = await StartAsync(file, key);

        File.WriteAllText(file, second.ExportCertificatePem());
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(1));
        await service.SendAsync(HttpMethod.Get, "/health");
        Assert.Equal("CN=first", _served);

        File.WriteAllText(key!, GetKey(second));
        await service.SendAsync(HttpMethod.Get, "/health");
        Assert.Equal("CN=second", _served);
    }

    [Fact]
    public async Task Serve_MountedSecretIsRenewed_UsesTheNewCertificateForNewConnections()
    {
        using var first = Make("first");
        using var second = Make("second");
        var mount = new MountedFolder(Path.Combine(_run.Root, "secret"));
        mount.Publish("first", Secret(first));
        await using var service = await StartAsync(mount.GetPath("tls.crt"), mount.GetPath("tls.key"));
        await service.SendAsync(HttpMethod.Get, "/health");
        Assert.Equal("CN=first", _served);

        mount.Publish("second", Secret(second));
        await service.SendAsync(HttpMethod.Get, "/health");

        Assert.Equal("CN=second", _served);
    }

    [Theory]
    [InlineData("no certificate")]
    [InlineData("no key")]
    [InlineData("another key")]
    public async Task StartAsync_WithAnInvalidCertificate_ThrowsWithTheFileAndWhatItMustContain(string fault)
    {
        using var certificate = Make("first");
        using var other = Make("other");
        var (file, key) = (Path.Combine(_run.Root, "server.pem"), (string?)null);
        File.WriteAllText(file, fault == "no certificate" ? "text" : certificate.ExportCertificatePem());
        if (fault == "another key")
            File.WriteAllText(key = Path.Combine(_run.Root, "key.pem"), GetKey(other));

        var exception = await Assert.ThrowsAsync<ServiceException>(() => StartAsync(file, key));

        Assert.StartsWith(file, exception.Message, StringComparison.Ordinal);
        Assert.Contains("is not a certificate with its private key.", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StartAsync_CertificateOrKeyFileMissing_ThrowsWithItsPath(bool isKey)
    {
        using var certificate = Make("first");
        var (file, key) = Write(certificate, "two PEM files");
        var missing = isKey ? key! : file;
        File.Delete(missing);

        var exception = await Assert.ThrowsAsync<ServiceException>(() => StartAsync(file, key));

        Assert.Equal($"The file {missing} of the certificate cannot be read: it does not exist.", exception.Message);
    }

    public void Dispose() => _run.Dispose();

    private static X509Certificate2 Make(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static string GetKey(X509Certificate2 certificate) =>
        certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

    private static (string, byte[])[] Secret(X509Certificate2 certificate) =>
    [
        ("tls.crt", Encoding.ASCII.GetBytes(certificate.ExportCertificatePem())),
        ("tls.key", Encoding.ASCII.GetBytes(GetKey(certificate))),
    ];

    private (string File, string? Key) Write(X509Certificate2 certificate, string form)
    {
        var (file, key) = (Path.Combine(_run.Root, "server.pem"), Path.Combine(_run.Root, "key.pem"));
        var (text, secret) = (certificate.ExportCertificatePem(), GetKey(certificate));
        if (form == "PKCS #12")
            File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12));
        else
            File.WriteAllText(file, form == "one PEM file" ? $"{text}\n{secret}\n" : text);
        if (form != "two PEM files")
            return (file, null);
        File.WriteAllText(key, secret);
        return (file, key);
    }

    private Task<RunningService> StartAsync(string file, string? key)
    {
        // Opens a new connection for each request.
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            _served = certificate!.Subject;
            return _served is "CN=first" or "CN=second";
        };
        return RunningService.StartAsync(
            _run, options => options with { Certificate = file, CertificateKey = key }, handler);
    }
}
