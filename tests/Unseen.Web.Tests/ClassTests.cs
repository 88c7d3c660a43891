using Unseen.Inference;
using Unseen.TestSupport;

namespace Unseen.Web.Tests;

public sealed class ClassTests : IAsyncLifetime
{
    private const string Yellow = """{"name":"yellow","descriptor":[3,3,0]}""";
    private static readonly int[] _yellow = [3, 3, 0];
    private readonly ColourRun _run = new();
    private RunningService _service = null!;

    public async ValueTask InitializeAsync() => _service = await RunningService.StartAsync(_run);

    [Fact]
    public async Task Add_WithTheKey_IsServedAndSaved()
    {
        var (status, _) = await _service.PostJsonAsync("/v1/classes", Yellow, RunningService.Key);

        Assert.Equal(201, status);
        Assert.Equal("yellow", RunningService.Best(
            (await _service.PostJsonAsync("/v1/predict", """{"features":[1,1,0,1,1,0]}""")).Body));
        Assert.Equal([.. ColourRun.Classes, "yellow"], UnseenModel.Load(_run.Folder).ClassNames);
    }

    [Fact]
    public async Task Remove_WithTheKey_ForgetsTheClass()
    {
        var (status, _) = await _service.SendAsync(HttpMethod.Delete, "/v1/classes/white", key: RunningService.Key);

        Assert.Equal(204, status);
        Assert.Equal(ColourRun.Classes[..3], UnseenModel.Load(_run.Folder).ClassNames);
        Assert.Equal(404, (await _service.SendAsync(
            HttpMethod.Delete, "/v1/classes/white", key: RunningService.Key)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("another key of more than sixteen")]
    public async Task Change_WithoutTheKey_IsRefused(string? key)
    {
        Assert.Equal(401, (await _service.PostJsonAsync("/v1/classes", Yellow, key)).Status);
        Assert.Equal(401, (await _service.SendAsync(HttpMethod.Delete, "/v1/classes/white", key: key)).Status);
        Assert.Equal(ColourRun.Classes, UnseenModel.Load(_run.Folder).ClassNames);
    }

    [Fact]
    public async Task Change_ServiceWithoutKeys_IsForbidden()
    {
        await using var service = await RunningService.StartAsync(_run, options => options with { KeyFile = null });

        Assert.Equal(403, (await service.PostJsonAsync("/v1/classes", Yellow, RunningService.Key)).Status);
    }

    [Theory]
    [InlineData("""{"name":"../../etc/passwd","descriptor":[1,0,0]}""", 400)]
    [InlineData("""{"name":"C:\\x","descriptor":[1,0,0]}""", 400)]
    [InlineData("""{"name":"..","descriptor":[1,0,0]}""", 400)]
    [InlineData("""{"name":"  ","descriptor":[1,0,0]}""", 400)]
    [InlineData("""{"name":"a\u0000b","descriptor":[1,0,0]}""", 400)]
    [InlineData("""{"name":"<script>","descriptor":[1,0,0]}""", 400)]
    [InlineData("""{"descriptor":[1,0,0]}""", 400)]
    [InlineData("""{"name":"x"}""", 400)]
    [InlineData("""{"name":"x","descriptor":[1,"NaN",0]}""", 400)]
    [InlineData("""{"name":"x","descriptor":[1e999,0,0]}""", 400)]
    [InlineData("""{"name":"x","descriptor":[1,0,0],"mix":{"red":1}}""", 400)]
    [InlineData("""{"name":"a\u202Eb","descriptor":[1,0,0]}""", 400)]
    [InlineData("""{"name":"a\u200Bb","descriptor":[1,0,0]}""", 400)]
    [InlineData("""{"name":"red","descriptor":[1,0,0]}""", 409)]
    [InlineData("""{"name":"Red","descriptor":[1,0,0]}""", 409)]
    [InlineData("{", 400)]
    public async Task Add_InvalidClass_IsRefusedAndChangesNothing(string json, int expected)
    {
        var before = File.ReadAllBytes(_run.ModelFile);

        var (status, body) = await _service.PostJsonAsync("/v1/classes", json, RunningService.Key);

        Assert.Equal(expected, status);
        Assert.Equal(expected, ColourRun.Parse(body).GetProperty("status").GetInt32());
        Assert.Equal(before, File.ReadAllBytes(_run.ModelFile));
    }

    [Theory]
    [InlineData("\uD83E\uDD93 zebra")]
    [InlineData("\uD83D\uDC15\u200D\uD83E\uDDBA")] // a service dog: two emoji and a zero-width joiner
    public async Task Add_NameWithEmoji_IsKept(string name)
    {
        Assert.Equal(201, (await AddAsync(name)).Status);
        Assert.Equal(name, UnseenModel.Load(_run.Folder).ClassNames[^1]);
    }

    [Fact]
    public async Task Add_NameThatLooksLikeAnExistingName_IsRefused()
    {
        var first = await AddAsync("cafe\u0301");
        var second = await AddAsync("caf\u00E9");
        var other = await AddAsync("CAF\u00C9");

        Assert.Equal((201, 409, 409), (first.Status, second.Status, other.Status));
        Assert.Equal("caf\u00E9", UnseenModel.Load(_run.Folder).ClassNames[^1]);
        Assert.Contains("differs from 'CAF\u00C9' only in upper and lower case",
            ColourRun.Parse(other.Body).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(204, (await _service.SendAsync(
            HttpMethod.Delete, "/v1/classes/cafe%CC%81", key: RunningService.Key)).Status);
    }

    [Theory]
    [InlineData("white", """{"name":"snow"}""", 200, "snow")]
    [InlineData("white", """{"name":"White"}""", 200, "White")]
    [InlineData("white", """{"name":" white "}""", 200, "white")]
    [InlineData("white", """{"name":"red"}""", 409, "white")]
    [InlineData("white", """{"name":"RED"}""", 409, "white")]
    [InlineData("white", """{"name":"a/b"}""", 400, "white")]
    [InlineData("white", "{}", 400, "white")]
    [InlineData("black", """{"name":"snow"}""", 404, "white")]
    public async Task Rename_AnyClass_ChangesOnlyItsName(string name, string body, int expected, string last)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var (status, answer) = await _service.SendAsync(
            HttpMethod.Patch, $"/v1/classes/{name}", content, RunningService.Key);

        Assert.Equal(expected, status);
        Assert.Equal([.. ColourRun.Classes[..3], last], UnseenModel.Load(_run.Folder).ClassNames);
        if (status == 200)
            Assert.False(ColourRun.Parse(answer).GetProperty("seen").GetBoolean());
    }

    [Fact]
    public async Task Change_NameWithASlash_ChangesThatClass()
    {
        UnseenModel.Load(_run.Folder).WithClassRenamed("white", "off/white").Save(_run.ModelFile);
        await using var service = await RunningService.StartAsync(_run);
        using var content = new StringContent(
            """{"name":"snow"}""", System.Text.Encoding.UTF8, "application/json");

        var escaped = await service.SendAsync(HttpMethod.Delete, "/v1/classes/off%252Fwhite", key: RunningService.Key);
        var renamed = await service.SendAsync(
            HttpMethod.Patch, "/v1/classes/off%2Fwhite", content, RunningService.Key);

        Assert.Equal((404, 200), (escaped.Status, renamed.Status));
        Assert.Equal([.. ColourRun.Classes[..3], "snow"], UnseenModel.Load(_run.Folder).ClassNames);
    }

    [Fact]
    public async Task Predict_SimilarPhotographsOfARenamedClass_HaveItsNewName()
    {
        UnseenModel.Load(_run.Folder).WithClassRenamed("blue", "navy").Save(_run.ModelFile);
        await using var service = await RunningService.StartAsync(_run);

        var (_, body) = await service.PostJsonAsync("/v1/predict", """{"features":[0,0,1,0,0,1],"nearest":1}""");

        var result = ColourRun.Parse(body).GetProperty("results")[0];
        Assert.Equal("navy", result.GetProperty("nearest")[0].GetProperty("class").GetString());
    }

    [Fact]
    public async Task Teach_AfterTheRunWasDeleted_Returns500()
    {
        Directory.Delete(_run.Folder, recursive: true);
        using var content = new StringContent(
            """{"features":[1,1,1,1,1,1]}""", System.Text.Encoding.UTF8, "application/json");

        var (status, body) = await _service.SendAsync(
            HttpMethod.Put, "/v1/classes/white/photographs", content, RunningService.Key);

        Assert.Equal(500, status);
        Assert.DoesNotContain("The body ended", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_ManyAtOnce_SavesAllClasses()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(i => _service.PostJsonAsync("/v1/classes", $$"""{"name":"new {{i}}","descriptor":[1,{{i}},0.5]}""",
            RunningService.Key)));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Equal(24, UnseenModel.Load(_run.Folder).ClassNames.Count);
    }

    [Fact]
    public async Task Models_WithDamagedAttributeNames_OmitTheNames()
    {
        UnseenModel.Load(_run.Folder).WithMetadata(
            new Dictionary<string, string> { ["attributes"] = "{ damaged" }).Save(_run.ModelFile);
        await using var service = await RunningService.StartAsync(_run);

        var (status, body) = await service.SendAsync(HttpMethod.Get, "/v1/models");

        Assert.Equal(200, status);
        Assert.Equal(System.Text.Json.JsonValueKind.Null,
            ColourRun.Parse(body)[0].GetProperty("attributes").ValueKind);
    }

    [Fact]
    public async Task Serve_ModelNameWithSpecialCharacters_IsEscapedInUrls()
    {
        await using var service = await RunningService.StartAsync(_run, options => options with
        {
            Models = [new ModelSource("a & b?", _run.Folder)],
        });

        var predicted = await service.PostJsonAsync("/v1/predict", """{"features":[1,0,0,1,0,0],"nearest":1}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/classes")
        {
            Content = new StringContent(Yellow, System.Text.Encoding.UTF8, "application/json"),
            Headers = { { "X-Api-Key", RunningService.Key } },
        };
        using var added = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var thumbnail = ColourRun.Parse(predicted.Body).GetProperty("results")[0].GetProperty("nearest")[0]
            .GetProperty("thumbnail").GetString()!;
        Assert.Equal("/v1/thumbnails/a%20%26%20b%3F/0", thumbnail);
        Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, thumbnail)).Status);
        Assert.Equal("/v1/classes?model=a%20%26%20b%3F", added.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Serve_ModelFileChanges_LoadsTheFileAgain()
    {
        UnseenModel.Load(_run.Folder).WithClassRenamed("red", "crimson").Save(_run.ModelFile);

        await Waiting.UntilAsync("the changed file is served", async () => RunningService.Best(
            (await _service.PostJsonAsync("/v1/predict", """{"features":[1,0,0,1,0,0]}""")).Body) == "crimson");
    }

    [Fact]
    public async Task Serve_ModelFileIsDamaged_KeepsThePreviousModel()
    {
        var whole = File.ReadAllBytes(_run.ModelFile);
        File.WriteAllBytes(_run.ModelFile, whole[..100]);
        await Waiting.UntilAsync("the file is refused", async () =>
            (await _service.SendAsync(HttpMethod.Get, "/metrics")).Body.Contains(
                "unseen_model_reloads_total{unseen_model=\"colours\",unseen_outcome=\"refused\"} 1",
                StringComparison.Ordinal));

        Assert.Equal((200, """{"status":"ready","checks":{"models":"degraded","queue":"healthy"}}"""),
            await _service.SendAsync(HttpMethod.Get, "/health/ready"));
        Assert.Equal("red", RunningService.Best(
            (await _service.PostJsonAsync("/v1/predict", """{"features":[1,0,0,1,0,0]}""")).Body));
        var (status, body) = await AddAsync("yellow");
        Assert.Equal(409, status);
        Assert.Equal("The model's file was replaced by one that cannot be loaded, so nothing was changed; the "
            + "service's log says why.", ColourRun.Parse(body).GetProperty("detail").GetString());
        Assert.Equal(100, new FileInfo(_run.ModelFile).Length);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _run.Dispose();
    }

    private Task<(int Status, string Body)> AddAsync(string name) =>
        _service.PostJsonAsync("/v1/classes", new { name, descriptor = _yellow }, RunningService.Key);
}
