using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Unseen.TestSupport;

namespace Unseen.Web.Tests;

/// <summary>Tests the forms of a request body: compressed or not, with images as bytes or data URLs.</summary>
public sealed class BodyTests : IAsyncLifetime
{
    private const int MaxBody = 200_000;
    private static readonly byte[] _json = Encoding.UTF8.GetBytes("""{"features":[0,1,0,0,1,0]}""");
    private readonly ColourRun _run = new();
    private RunningService _service = null!;

    public async ValueTask InitializeAsync() =>
        _service = await RunningService.StartAsync(_run, options => options with { MaxBodyBytes = MaxBody });

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("identity")]
    public async Task Predict_CompressedBody_ReadsTheBody(string encoding)
    {
        var (status, body) = await SendAsync(Compressed(_json, encoding), encoding);

        Assert.Equal(200, status);
        Assert.Equal("green", RunningService.Best(body));
    }

    [Fact]
    public async Task Predict_BodyTooLargeOnceDecompressed_IsRefused()
    {
        byte[] large = [.. _json, .. Enumerable.Repeat((byte)' ', MaxBody)];

        var (status, _) = await SendAsync(Compressed(large, "gzip"), "gzip");

        Assert.Equal(413, status);
    }

    [Theory]
    [InlineData("gzip", 400, "is incomplete")]
    [InlineData("zstd", 415, "gzip, deflate, br")]
    public async Task Predict_BodyThatDoesNotMatchItsEncoding_IsRefusedWithTheReason(
        string encoding, int expected, string words)
    {
        var (status, body) = await SendAsync(_json, encoding);

        Assert.Equal(expected, status);
        Assert.Contains(words, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_OctetStream_ReadsTheBodyAsAnImage() => Assert.Equal("blue", RunningService.Best(
        (await _service.PostImageAsync("/v1/predict", ColourRun.Blue, "application/octet-stream")).Body));

    [Theory]
    [InlineData("data:image/png;base64,")]
    [InlineData("data:;base64,")]
    [InlineData("DATA:image/png;name=a.png;BASE64,")]
    [InlineData("")]
    public async Task Predict_DataUrl_ReadsItsImage(string prefix)
    {
        var (status, body) = await _service.PostJsonAsync(
            "/v1/predict", new { images = new[] { prefix + Convert.ToBase64String(ColourRun.Blue) } });

        Assert.Equal(200, status);
        Assert.Equal("blue", RunningService.Best(body));
    }

    [Theory]
    [InlineData("data:image/png,abc")]
    [InlineData("data:image/svg+xml;base64,<svg/>")]
    public async Task Predict_DataUrlThatIsNotBase64_IsRefused(string url) =>
        Assert.Equal(400, (await _service.PostJsonAsync("/v1/predict", new { images = new[] { url } })).Status);

    [Fact]
    public async Task Problem_FailedRequest_HasTheTraceIdOfTheRequest()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/predict")
        {
            Content = new StringContent("{}")
        };
        request.Headers.Add("traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01");

        using var response = await _service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var problem = ColourRun.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("00-0123456789abcdef0123456789abcdef-", problem.GetProperty("traceId").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_WhileAnotherBodyArrivesSlowly_IsNotHeldUp()
    {
        await using var service = await RunningService.StartAsync(
            _run, options => options with { MaxConcurrent = 1, MaxQueued = 1 });
        var queue = service.Parts.GetRequiredService<PredictQueue>();
        using var slow = new TcpClient();
        var address = new Uri(service.Address);
        await slow.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /v1/predict HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: image/png\r\nContent-Length: 1000\r\n\r\nabc"), TestContext.Current.CancellationToken);
        await Waiting.UntilAsync("the body arrives", () => queue.GetStatistics()!.CurrentAvailablePermits == 1);

        var (status, body) = await service.PostImageAsync("/v1/predict", ColourRun.Blue);

        Assert.Equal((200, "blue"), (status, RunningService.Best(body)));
    }

    [Fact]
    public async Task Predict_TimeoutInTheQueue_Is503()
    {
        await using var service = await RunningService.StartAsync(_run, options => options with
        {
            MaxConcurrent = 1,
            Timeout = TimeSpan.FromSeconds(1)
        });
        using var only = await service.Parts.GetRequiredService<PredictQueue>()
            .WaitForTurnAsync(TestContext.Current.CancellationToken);

        var (status, body) = await service.PostImageAsync("/v1/predict", ColourRun.Blue);

        Assert.Equal(503, status);
        Assert.Contains("so busy", body, StringComparison.Ordinal);
        Assert.Contains("endpoint=\"/v1/predict\"} 1", (await service.SendAsync(HttpMethod.Get, "/metrics")).Body
            .Split('\n').Single(line => line.StartsWith("http_requests_received_total{code=\"503\"",
                StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _run.Dispose();
    }

    private Task<(int Status, string Body)> SendAsync(byte[] body, string encoding)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(encoding);
        return _service.SendAsync(HttpMethod.Post, "/v1/predict", content);
    }

    private static byte[] Compressed(byte[] bytes, string encoding)
    {
        var result = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(result, CompressionMode.Compress),
            "deflate" => new ZLibStream(result, CompressionMode.Compress),
            "br" => new BrotliStream(result, CompressionMode.Compress),
            _ => result,
        })
            stream.Write(bytes);
        return result.ToArray();
    }
}
