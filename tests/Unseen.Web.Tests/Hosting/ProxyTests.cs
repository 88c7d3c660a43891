using System.Net;

namespace Unseen.Web.Tests.Hosting;

/// <summary>Tests a service behind a proxy, calls from other origins, and the methods HEAD and OPTIONS.</summary>
public sealed class ProxyTests : IDisposable
{
    private const string WithNearest = "/v1/predict?nearest=1";
    private readonly ColourRun _run = new();

    [Fact]
    public async Task Serve_WithAPathBase_AnswersUnderThePathBase()
    {
        await using var service = await RunningService.StartAsync(_run,
            options => options with { PathBase = "/unseen" }, new SocketsHttpHandler { AllowAutoRedirect = false });

        using var bare = await service.Client.GetAsync("/unseen", TestContext.Current.CancellationToken);
        var (status, page) = await service.SendAsync(HttpMethod.Get, "/unseen/");
        var near = ColourRun.Parse((await service.PostImageAsync("/unseen" + WithNearest, ColourRun.Blue)).Body);

        Assert.Equal((HttpStatusCode.Found, "/unseen/"), (bare.StatusCode, bare.Headers.Location?.OriginalString));
        Assert.Equal(200, status);
        Assert.DoesNotContain("=\"/", page, StringComparison.Ordinal); // links are relative
        Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, "/unseen/app.css")).Status);
        Assert.Equal("/unseen/v1/thumbnails/colours/2", Thumbnail(near));
    }

    [Fact]
    public async Task Serve_BehindATrustedProxy_UsesTheHeadersOfTheProxy()
    {
        await using var service = await RunningService.StartAsync(_run, options => options with
        {
            TrustedProxies = ["127.0.0.0/8"],
            RequestsPerMinute = 1
        });

        var first = await ForwardedAsync(service, "192.0.2.1");
        var again = await ForwardedAsync(service, "192.0.2.1");
        var other = await ForwardedAsync(service, "192.0.2.2");
        var third = await ForwardedAsync(service, "192.0.2.3, 127.0.0.5"); // through two trusted proxies
        var fourth = await ForwardedAsync(service, "192.0.2.4, 127.0.0.5");

        Assert.Equal((200, 429, 200), (first.Status, again.Status, other.Status));
        Assert.Equal((200, 200), (third.Status, fourth.Status));
        Assert.Equal("/folder/v1/thumbnails/colours/2", Thumbnail(ColourRun.Parse(first.Body)));
    }

    [Fact]
    public async Task Serve_WithoutATrustedProxy_IgnoresForwardedHeaders()
    {
        await using var service = await RunningService.StartAsync(
            _run, options => options with { RequestsPerMinute = 1 });

        var first = await ForwardedAsync(service, "192.0.2.1");
        var second = await ForwardedAsync(service, "192.0.2.2");

        Assert.Equal((200, 429), (first.Status, second.Status));
        Assert.Equal("/v1/thumbnails/colours/2", Thumbnail(ColourRun.Parse(first.Body)));
    }

    [Theory]
    [InlineData("https://example.com:443")]
    [InlineData("https://Example.com")]
    [InlineData("https://example.com/")]
    public void Validate_OriginInAFormThatBrowsersDoNotSend_NamesTheForm(string origin) =>
        Assert.Equal("an origin must be like https://example.com, in lower case, without the scheme's own port and "
            + $"without a path, but was '{origin}'.",
            Assert.Single(new ServiceOptions { Models = [new ModelSource("x", "x")], AllowedOrigins = [origin] }
                .Validate()));

    [Theory]
    [InlineData("https://example.com", true)]
    [InlineData("https://example.org", false)]
    public async Task Serve_WithAllowedOrigins_AllowsOnlyPagesOfTheseOrigins(string origin, bool expected)
    {
        await using var service = await RunningService.StartAsync(
            _run, options => options with { AllowedOrigins = ["https://example.com"] });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/predict");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "x-api-key,content-type");
        // This request is invalid, to test that pages may also read the reason of an error.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/predict");
        request.Headers.Add("Origin", origin);

        using var allowed = await service.Client.SendAsync(preflight, TestContext.Current.CancellationToken);
        using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(204, (int)allowed.StatusCode);
        Assert.Equal(expected, allowed.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(expected, answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v1/models")]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    public async Task Head_EndpointForGet_HasTheHeadersOfGetAndNoBody(string path)
    {
        await using var service = await RunningService.StartAsync(_run);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var head = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        using var get = await service.Client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal((200, get.Content.Headers.ContentType), ((int)head.StatusCode, head.Content.Headers.ContentType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/v1/predict", 204, "POST, OPTIONS")]
    [InlineData("/v1/classes/red", 204, "DELETE, PATCH, OPTIONS")]
    [InlineData("/v1/models", 204, "GET, HEAD, OPTIONS")]
    [InlineData("/v1/nothing", 404, "")]
    public async Task Options_AnyPath_ReturnsTheAllowedMethods(string path, int status, string allowed)
    {
        await using var service = await RunningService.StartAsync(_run);
        using var request = new HttpRequestMessage(HttpMethod.Options, path);

        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((status, allowed), ((int)response.StatusCode, string.Join(", ", response.Content.Headers.Allow)));
    }

    public void Dispose() => _run.Dispose();

    private static async Task<(int Status, string Body)> ForwardedAsync(RunningService service, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, WithNearest)
        {
            Content = new ByteArrayContent(ColourRun.Blue)
        };
        request.Content.Headers.ContentType = new("image/png");
        request.Headers.Add("X-Forwarded-For", address);
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Prefix", "/folder");
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static string? Thumbnail(System.Text.Json.JsonElement answer) =>
        answer.GetProperty("results")[0].GetProperty("nearest")[0].GetProperty("thumbnail").GetString();
}
