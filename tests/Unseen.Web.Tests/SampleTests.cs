using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Unseen.Samples.WebApi;

namespace Unseen.Web.Tests;

public sealed class SampleTests
{
    [Fact]
    public async Task WebApi_Sample_PredictsByTheLibraryAndByItsOwnEndpoint()
    {
        using var run = new ColourRun();
        await using var app = WebApi.Create(["--Unseen:animals:Path", run.Folder, "--urls", "http://127.0.0.1:0",
            "--Logging:LogLevel:Default", "Warning"]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        var library = await JsonAsync(await client.PostAsync("/v1/predict", new StringContent(
            """{"features":[0,1,0,0,1,0]}""", Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken));
        var own = await JsonAsync(await client.PostAsync("/best", new ByteArrayContent(ColourRun.Blue),
            TestContext.Current.CancellationToken));

        Assert.Equal("green", library.GetProperty("results")[0].GetProperty("predictions")[0]
            .GetProperty("class").GetString());
        Assert.Equal("blue", own.GetProperty("className").GetString());
        Assert.Equal("Healthy", await client.GetStringAsync("/health", TestContext.Current.CancellationToken));
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(
            TestContext.Current.CancellationToken);
}
