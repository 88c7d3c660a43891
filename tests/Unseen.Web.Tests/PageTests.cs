namespace Unseen.Web.Tests;

public sealed class PageTests : IAsyncLifetime
{
    private readonly ColourRun _run = new();
    private RunningService _service = null!;

    public async ValueTask InitializeAsync() => _service = await RunningService.StartAsync(_run);

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/card", "text/html")]
    [InlineData("/runs", "text/html")]
    [InlineData("/app.css", "text/css")]
    [InlineData("/app.js", "text/javascript")]
    [InlineData("/icon.svg", "image/svg+xml")]
    public async Task Get_PageOrAsset_AllowsNothingFromAnotherHost(string path, string type)
    {
        using var response = await _service.Client.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal((200, type), ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.StartsWith("default-src 'none'; script-src 'self'",
            response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
        Assert.DoesNotContain("style=\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("GET", "/v1/thumbnails/other/0", 404)]
    [InlineData("POST", "/v1/predict?top=many", 400)]
    [InlineData("POST", "/v1/reviews?class=red", 500)]
    public async Task Send_RequestThatFails_HasTheSecurityHeaders(string method, string path, int status)
    {
        _run.Write("colours/reviews", []); // a file instead of a folder, so that no review can be written
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = method == "GET" ? null : new ByteArrayContent(ColourRun.Blue)
            { Headers = { ContentType = new("image/png") } },
            Headers = { { "X-Api-Key", RunningService.Key } },
        };

        using var response = await _service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.StartsWith("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "Try it")]
    [InlineData("/card", "Model card")]
    [InlineData("/runs", "Runs")]
    public async Task Get_AnyPage_SaysThatItNeedsJavaScript(string path, string title)
    {
        var (_, page) = await _service.SendAsync(HttpMethod.Get, path);

        Assert.Contains("<noscript><p class=\"problem\">This page needs JavaScript", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Loading", page, StringComparison.Ordinal);
        Assert.DoesNotContain("=\"/", page, StringComparison.Ordinal); // links are relative
        Assert.Contains($"<title>{title} · Unseen</title>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal); // every placeholder of the template is filled
    }

    [Fact]
    public async Task Card_TrainedRun_HasItsResults()
    {
        var card = ColourRun.Parse((await _service.SendAsync(HttpMethod.Get, "/v1/card")).Body);

        Assert.Equal(75.6, card.GetProperty("metrics").GetProperty("H").GetDouble());
        Assert.Equal("fair", card.GetProperty("protocol").GetString());
        Assert.Equal("61.5", card.GetProperty("metadata").GetProperty("expectedAccuracy").GetString());
        Assert.Equal(5, card.GetProperty("confusion").GetProperty("counts")[1][1].GetInt32());
        Assert.Equal(40, card.GetProperty("perClass")[3].GetProperty("accuracy").GetDouble());
    }

    [Fact]
    public async Task Card_ManyClasses_HasAllClassesAndStandardErrors()
    {
        File.WriteAllLines(Path.Combine(_run.Folder, "per-class.csv"), Enumerable.Range(0, 250)
            .Select(label => $"class {label},{(label < 200 ? "seen" : "unseen")},10,50")
            .Prepend("class,group,test_images,accuracy"));

        var card = ColourRun.Parse((await _service.SendAsync(HttpMethod.Get, "/v1/card")).Body);

        Assert.Equal(250, card.GetProperty("perClass").GetArrayLength());
        var errors = card.GetProperty("standardErrors");
        // the variance of the accuracy of a class is 0.5 * 0.5 / 10
        Assert.Equal(100 * Math.Sqrt(0.025 / 50), errors.GetProperty("U").GetDouble(), 1e-9);
        Assert.Equal(100 * Math.Sqrt(0.025 / 200), errors.GetProperty("S").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task Card_RunWithADescriptionReport_HasTheVerdictOfTheReport()
    {
        File.WriteAllText(Path.Combine(_run.Folder, "descriptions.json"), """
            {
              "verdict": "guessing", "summary": "No better than guessing.", "advice": ["Say what photographs show."],
              "seenClasses": 8, "heldOut": 2, "t1": 51, "t1Lower": 40, "t1Upper": 62, "chance": 50, "shuffledUpper": 60,
              "pairAccuracy": 51, "pairShuffledUpper": 60, "photographs": [], "photographsInstead": null,
              "t1OfOneScale": null, "classes": [], "pairs": [], "hasNamedColumns": false, "attributes": [],
              "problems": []
            }
            """);

        var found = ColourRun.Parse((await _service.SendAsync(HttpMethod.Get, "/v1/card")).Body)
            .GetProperty("descriptions");

        Assert.Equal(("guessing", "No better than guessing.", 50), (found.GetProperty("verdict").GetString(),
            found.GetProperty("summary").GetString(), found.GetProperty("chance").GetDouble()));
        Assert.Equal("Say what photographs show.", found.GetProperty("advice")[0].GetString());
    }

    [Fact]
    public async Task Card_WithDamagedRunFiles_HasTheDataOfTheModel()
    {
        foreach (var file in Directory.GetFiles(_run.Folder, "*.json").Concat(Directory.GetFiles(_run.Folder, "*.csv")))
            File.WriteAllText(file, "{ damaged");

        var (status, body) = await _service.SendAsync(HttpMethod.Get, "/v1/card");

        Assert.Equal(200, status);
        Assert.Equal(4, ColourRun.Parse(body).GetProperty("classes").GetInt32());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, ColourRun.Parse(body).GetProperty("metrics").ValueKind);
    }

    [Fact]
    public async Task Runs_InTheFolder_AreListedWithTheirCurves()
    {
        var list = ColourRun.Parse((await _service.SendAsync(HttpMethod.Get, "/v1/runs")).Body);
        var curve = ColourRun.Parse((await _service.SendAsync(HttpMethod.Get, "/v1/runs/colours")).Body)
            .GetProperty("points");

        Assert.Equal("colours", list[0].GetProperty("run").GetString());
        Assert.Equal([24, 44, 54.5], curve.EnumerateArray()
            .Where(point => point.GetProperty("stage").GetString() == "validation")
            .Select(point => point.GetProperty("H").GetDouble()));
    }

    [Theory]
    [InlineData("one")]
    [InlineData("one%20two")]
    [InlineData("one%2Ftwo")]
    public async Task Runs_InASweepFolder_AreListedWithTheNameOfTheSweep(string run)
    {
        var name = $"sweep/{run}";
        var folder = Directory.CreateDirectory(Path.Combine(_run.Root, "sweep", run)).FullName;
        foreach (var file in (string[])["metrics.json", "options.json", "history.csv"])
            File.Copy(Path.Combine(_run.Folder, file), Path.Combine(folder, file));
        Directory.CreateDirectory(Path.Combine(_run.Root, "sweep", "unfinished"));

        var list = ColourRun.Parse((await _service.SendAsync(HttpMethod.Get, "/v1/runs")).Body);
        var curve = ColourRun.Parse(
            (await _service.SendAsync(HttpMethod.Get, $"/v1/runs/{Uri.EscapeDataString(name)}")).Body);

        Assert.Equal(["colours", name], list.EnumerateArray()
            .Select(run => run.GetProperty("run").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal((name, 4), (curve.GetProperty("run").GetString(),
            curve.GetProperty("points").GetArrayLength()));
    }

    [Fact]
    public async Task Runs_MoreThanTheLimit_ListTheNewest()
    {
        const int limit = 500;
        var metrics = Path.Combine(_run.Folder, "metrics.json");
        for (var i = 0; i < limit; i++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_run.Root, $"run{i}")).FullName;
            File.Copy(metrics, Path.Combine(folder, "metrics.json"));
        }

        File.SetLastWriteTimeUtc(Path.Combine(_run.Root, "run250", "metrics.json"), DateTime.UtcNow.AddDays(-1));

        var names = ColourRun.Parse((await _service.SendAsync(HttpMethod.Get, "/v1/runs")).Body).EnumerateArray()
            .Select(run => run.GetProperty("run").GetString()).ToArray();

        Assert.Equal(limit, names.Length);
        Assert.DoesNotContain("run250", names);
    }

    [Theory]
    [InlineData("/v1/runs/..%2f..%2fetc")]
    [InlineData("/v1/runs/other")]
    [InlineData("/v1/thumbnails/colours/3")]
    [InlineData("/v1/thumbnails/colours/-1")]
    [InlineData("/v1/thumbnails/..%2f/0")]
    [InlineData("/v1/card?model=other")]
    [InlineData("/app.css/%2e%2e/%2e%2e/x")]
    public async Task Get_AbsentResource_Is404(string path) =>
        Assert.Equal(404, (await _service.SendAsync(HttpMethod.Get, path)).Status);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _run.Dispose();
    }
}
