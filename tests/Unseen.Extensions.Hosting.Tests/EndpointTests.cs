using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Unseen.AspNetCore;
using Unseen.Web.Tests;

namespace Unseen.Extensions.Hosting.Tests;

/// <summary>Endpoints of models in a web application other than <c>unseen serve</c>.</summary>
public sealed class EndpointTests : IDisposable
{
    private const string Green = "[0,1,0,0,1,0]";
    private readonly ColourRun _run = new();

    [Fact]
    public async Task MapUnseen_InAnyApplication_PredictsFromPhotographsAndFeatures()
    {
        await using var app = await StartAsync("/ml");
        using var client = GetClient(app);

        var photograph = await PostAsync(client, "/ml/predict?top=2", Image());
        var features = await PostAsync(client, "/ml/predict",
            Json($$"""{"features":{{Green}},"nearest":1}"""));

        Assert.Equal((200, "blue"), (photograph.Status, Best(photograph.Body)));
        Assert.Equal((200, "green"), (features.Status, Best(features.Body)));
        var thumbnail = features.Body.GetProperty("results")[0].GetProperty("nearest")[0].GetProperty("thumbnail");
        Assert.Equal("/ml/thumbnails/colours/1", thumbnail.GetString());
        Assert.Equal(200, (int)(await client.GetAsync(
            thumbnail.GetString(), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("/v1")]
    [InlineData("v1")]
    public async Task MapUnseen_InAGroup_LinksToItsOwnEndpoints(string prefix)
    {
        await using var app = await StartAsync(prefix, changes: true, group: "/a b/{tenant}");
        using var client = GetClient(app);

        foreach (var path in (string[])["predict", "predict/"])
        {
            var features = await PostAsync(client, $"/a%20b/x/v1/{path}",
                Json($$"""{"features":{{Green}},"nearest":1}"""));
            var thumbnail = features.Body.GetProperty("results")[0].GetProperty("nearest")[0].GetProperty("thumbnail");
            Assert.Equal("/a%20b/x/v1/thumbnails/colours/1", thumbnail.GetString());
            Assert.Equal(200, (int)(await client.GetAsync(
                thumbnail.GetString(), TestContext.Current.CancellationToken)).StatusCode);
        }

        using var added = await client.PostAsync("/a%20b/x/v1/classes",
            Json("""{"name":"yellow","descriptor":[3,3,0]}"""), TestContext.Current.CancellationToken);
        Assert.Equal("/a%20b/x/v1/classes?model=colours", added.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task MapUnseen_InvalidRequest_IsAnsweredWithTheProblem()
    {
        await using var app = await StartAsync("/ml");
        using var client = GetClient(app);

        var empty = await PostAsync(client, "/ml/predict", Json("{}"));
        var broken = await PostAsync(client, "/ml/predict/image",
            new ByteArrayContent(new byte[10]) { Headers = { ContentType = new("image/png") } });
        var many = await PostAsync(client, "/ml/predict",
            Json($$"""{"features":[{{Green}},{{Green}},{{Green}}]}"""));

        Assert.Equal((400, 422, 413), (empty.Status, broken.Status, many.Status));
        Assert.Contains("neither an image nor features", empty.Body.GetProperty("detail").GetString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ml/predict?top=many", "application/json", 400)]
    [InlineData("/ml/classes", "application/json", 400)]
    [InlineData("/ml/classes", null, 415)]
    public async Task MapUnseen_RequestThatCannotBeRead_IsAnsweredWithProblemDetails(
        string path, string? type, int status)
    {
        await using var app = await StartAsync("/ml", changes: true);
        using var client = GetClient(app);

        var body = new ByteArrayContent("{"u8.ToArray());
        body.Headers.ContentType = type is null ? null : new(type);

        var answer = await PostAsync(client, path, body);

        Assert.Equal((status, status), (answer.Status, answer.Body.GetProperty("status").GetInt32()));
        Assert.NotEqual("", answer.Body.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData(false, 405)]
    [InlineData(true, 201)]
    public async Task MapUnseen_EndpointsThatChangeClasses_AreMappedIfRequested(bool isRequested, int status)
    {
        await using var app = await StartAsync("/ml", isRequested);
        using var client = GetClient(app);

        var added = await PostAsync(client, "/ml/classes",
            Json("""{"name":"yellow","descriptor":[3,3,0]}"""));

        Assert.Equal(status, added.Status);
    }

    public void Dispose() => _run.Dispose();

    private async Task<WebApplication> StartAsync(string prefix, bool changes = false, string group = "")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddUnseen("colours", options => options.Path = _run.Folder);
        builder.Services.AddHealthChecks().AddUnseen();
        var app = builder.Build();
        app.MapGroup(group).MapUnseen(prefix, options =>
        {
            options.MaxBatch = 2;
            if (changes)
                options.Changes = _ => { };
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static HttpClient GetClient(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.Single()) };

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static ByteArrayContent Image() =>
        new(ColourRun.Blue) { Headers = { ContentType = new("image/png") } };

    private static async Task<(int Status, JsonElement Body)> PostAsync(
        HttpClient client, string path, HttpContent content)
    {
        using var response = await client.PostAsync(path, content, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, body.Length == 0 ? default : ColourRun.Parse(body));
    }

    private static string? Best(JsonElement body) =>
        body.GetProperty("results")[0].GetProperty("predictions")[0].GetProperty("class").GetString();
}
