using System.Net;
using System.Net.Sockets;
using Unseen.Web.Hosting;

namespace Unseen.Web.Tests.Hosting;

public sealed class ListeningTests : IDisposable
{
    private readonly ColourRun _run = new();

    [Theory]
    [InlineData("nonsense.invalid")]
    [InlineData("*")]
    [InlineData("a b")]
    public async Task StartAsync_UnknownHost_IsRefused(string host)
    {
        var exception = await Assert.ThrowsAsync<ServiceException>(() =>
            RunningService.StartAsync(_run, options => options with { Host = host }));

        Assert.StartsWith(
            $"The host '{host}' is not an address of this machine", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_OneAddress_ListensOnlyOnThatAddress()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs all of 127.0.0.0/8, which Linux has");
        await using var service = await RunningService.StartAsync(
            _run, options => options with { Host = "127.0.0.2" });
        var address = new Uri(service.Address);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);

        Assert.Equal(("127.0.0.2", 200), (address.Host, (await service.SendAsync(HttpMethod.Get, "/health")).Status));
        var refused = await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(
            IPAddress.Loopback, address.Port, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task StartAsync_HostName_ListensOnItsAddresses()
    {
        await using var service = await RunningService.StartAsync(
            _run, options => options with { Host = "localhost" });

        Assert.All(service.Addresses, address => Assert.True(IPAddress.IsLoopback(IPAddress.Parse(address.Host))));
        Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, "/health")).Status);
    }

    [Fact]
    public async Task StartAsync_PortInUse_ThrowsWithThePort()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var exception = await Assert.ThrowsAsync<ServiceException>(() =>
            RunningService.StartAsync(_run, options => options with { Port = port }));

        Assert.Equal($"Port {port} of 127.0.0.1 is in use by another program. Choose another --port, or 0 for a free "
            + "one.", exception.Message);
    }

    [Fact]
    public async Task StartAsync_AddressOfAnotherMachine_ThrowsWithTheAddress()
    {
        var exception = await Assert.ThrowsAsync<ServiceException>(() =>
            RunningService.StartAsync(_run, options => options with { Host = "192.0.2.1" }));

        Assert.Equal("192.0.2.1 is not an address of this machine. Choose another --host.", exception.Message);
    }

    [Fact]
    public void Explain_PortWithoutPermission_NamesThePortAndTheMissingPermission() =>
        Assert.Equal("Port 80 of 127.0.0.1 needs a permission that this user does not have. Choose a --port of 1024 "
            + "or above.", Listening.Explain(new IOException("x", new SocketException((int)SocketError.AccessDenied)),
                "127.0.0.1", 80)?.Message);

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("localhost", 200)]
    [InlineData("rebound.example.com", 400)]
    public async Task Serve_OnLoopback_AnswersToTheNamesOfThisMachine(string name, int expected)
    {
        await using var service = await RunningService.StartAsync(_run);

        Assert.Equal(expected, await StatusAsync(service, name));
    }

    [Theory]
    [InlineData("flowers.example.com", 200)]
    [InlineData("a.example.org", 200)]
    [InlineData("localhost", 400)]
    public async Task Serve_WithAllowedHosts_AnswersOnlyToTheAllowedHosts(string name, int expected)
    {
        await using var service = await RunningService.StartAsync(
            _run, options => options with { AllowedHosts = ["flowers.example.com", "*.example.org"] });

        Assert.Equal(expected, await StatusAsync(service, name));
    }

    [Theory]
    [InlineData("GET", "/v1/models", "rebound.example.com", 400, "--allowed-hosts")]
    [InlineData("GET", "/nothing", "localhost", 404, "/openapi/v1.json")]
    [InlineData("PUT", "/v1/predict", "localhost", 405, "The header Allow")]
    public async Task Serve_RequestThatNoEndpointAnswers_ReturnsTheReason(
        string method, string path, string name, int expected, string words)
    {
        await using var service = await RunningService.StartAsync(_run);
        using var request = new HttpRequestMessage(new(method), path) { Headers = { Host = name } };

        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var problem = ColourRun.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Contains(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();

    private static async Task<int> StatusAsync(RunningService service, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { Host = name } };
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
