using System.Net.Http.Json;
using System.Text.Json;
using Unseen.Samples.WebApi;

namespace Unseen.Web.Tests;

public sealed class SampleTests
{
    private static readonly float[] _green = [0, 1, 0, 0, 1, 0];

    [Fact]
    public async Task WebApi_OfTheSample_PredictsOneAndMany()
    {
        using var run = new ColourRun();
        await using var app = WebApi.Create(["--model", run.Folder, "--urls", "http://127.0.0.1:0",
            "--Logging:LogLevel:Default", "Warning"]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        var one = await (await client.PostAsJsonAsync(
            "/predict", _green, TestContext.Current.CancellationToken)).Content.ReadFromJsonAsync<JsonElement>(
            TestContext.Current.CancellationToken);
        var many = await (await client.PostAsJsonAsync(
            "/predict/batch", new[] { _green, _green },
            TestContext.Current.CancellationToken)).Content.ReadFromJsonAsync<JsonElement>(
            TestContext.Current.CancellationToken);
        var bad = await client.PostAsJsonAsync("/predict", _green[..2], TestContext.Current.CancellationToken);

        Assert.Equal("green", one[0].GetProperty("className").GetString());
        Assert.Equal(3, one.GetArrayLength());
        Assert.Equal("green", many[1].GetProperty("className").GetString());
        Assert.Equal(400, (int)bad.StatusCode);
    }
}
