using System.Text.Json;
using Unseen.TestSupport;
using Unseen.Web.Hosting;

namespace Unseen.Web.Tests.Describing;

public sealed class DescribeTests : IAsyncLifetime
{
    private const string Path = "/v1/describe";

    private readonly ColourRun _run = new();
    private readonly DescribedProject _project = new(isEmpty: (c, a) => c == 0 && a == 0);
    private RunningService _service = null!;

    public async ValueTask InitializeAsync() =>
        _service = await RunningService.StartAsync(_run, options => options with { Project = _project.Project });

    [Theory]
    [InlineData(null, 401)]
    [InlineData(RunningService.PredictKey, 403)]
    [InlineData(RunningService.Key, 200)]
    public async Task Get_OfAnyPart_RequiresAKeyThatAllowsChanges(string? key, int expected)
    {
        foreach (var path in new[] { Path, $"{Path}/guidance", $"{Path}/photographs/0/0" })
            Assert.Equal(expected, (await _service.SendAsync(HttpMethod.Get, path, key: key)).Status);
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData(RunningService.PredictKey, 403)]
    public async Task Put_OfAnAnswer_WithoutAKeyThatAllowsChanges_IsRefused(string? key, int expected)
    {
        var before = await File.ReadAllTextAsync(_project.Table, TestContext.Current.CancellationToken);

        Assert.Equal(expected, (await AnswerAsync(new { Class = "class0", Attribute = "redness", Value = 1 }, key))
            .Status);

        Assert.Equal(before, await File.ReadAllTextAsync(_project.Table, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Answer_OfSeveralPeople_IsSavedAsTheirMean()
    {
        await AnswerAsync(new { Class = "class0", Attribute = "redness", Value = 1 });
        var (status, body) = await AnswerAsync(
            new { Class = "class0", Attribute = "redness", Value = 0.5, Person = "bert" });

        var cell = ColourRun.Parse(body);
        Assert.Equal((200, 0.75, 0.5, true),
            (status, cell.GetProperty("value").GetDouble(), cell.GetProperty("own").GetDouble(),
            cell.GetProperty("isDisputed").GetBoolean()));
        var saved = await File.ReadAllLinesAsync(_project.Table, TestContext.Current.CancellationToken);
        Assert.StartsWith("class0,seen,0.75,", saved[1], StringComparison.Ordinal);
        Assert.Equal(["anna", "bert"], (await GetAsync(Path)).GetProperty("people").EnumerateArray()
            .Select(person => person.GetString()!)); // the key is anna's
    }

    [Fact]
    public async Task Guidance_AfterAnAnswer_IsUpdated()
    {
        var before = await MeasuredAsync();
        Assert.Equal(1, before.GetProperty("empty").GetInt32());
        Assert.Equal((0, 0), GetPlace(before.GetProperty("next")[0]));

        await AnswerAsync(new { Class = "class0", Attribute = "redness", Value = 0.2 });

        var after = await MeasuredAsync();
        Assert.True(after.GetProperty("revision").GetInt32() > before.GetProperty("revision").GetInt32());
        Assert.Equal(0, after.GetProperty("empty").GetInt32());
        Assert.Equal(0, after.GetProperty("next").GetArrayLength());
        var gauge = after.GetProperty("gauge");
        Assert.InRange(gauge.GetProperty("t1").GetDouble(), gauge.GetProperty("t1Lower").GetDouble(),
            gauge.GetProperty("t1Upper").GetDouble());
        Assert.Equal(4, gauge.GetProperty("visibility").GetArrayLength());
    }

    [Fact]
    public async Task Guidance_AfterAnAttributeIsReplaced_HasNoMeasurementOfTheNewAttribute()
    {
        await MeasuredAsync();

        await _service.SendAsync(HttpMethod.Delete, $"{Path}/attributes/redness", key: RunningService.Key);
        await PostAsync($"{Path}/attributes", new { Name = "hue" });

        var gauge = (await GetAsync($"{Path}/guidance")).GetProperty("gauge");
        Assert.Equal(4, gauge.GetProperty("visibility").GetArrayLength());
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null),
            (gauge.GetProperty("visibility")[3].ValueKind, gauge.GetProperty("canBeSeen")[3].ValueKind));
    }

    [Fact]
    public async Task Attributes_AreAddedRemovedAndRestored()
    {
        var added = ColourRun.Parse((await PostAsync(
            $"{Path}/attributes", new { Name = "hue/tone", Question = "Is it?" })).Body);
        Assert.Equal("Is it?", added.GetProperty("attributes")[4].GetProperty("question").GetString());
        Assert.Equal(JsonValueKind.Null, added.GetProperty("values")[0][4].ValueKind);

        var (status, body) = await _service.SendAsync(
            HttpMethod.Delete, $"{Path}/attributes/hue%2Ftone", key: RunningService.Key);
        Assert.Equal((200, 4), (status, ColourRun.Parse(body).GetProperty("attributes").GetArrayLength()));
        await PostAsync($"{Path}/undo", new { Person = "bert" }); // bert has nothing to undo
        Assert.Equal(4, (await GetAsync(Path)).GetProperty("attributes").GetArrayLength());
        await PostAsync($"{Path}/undo", new { });

        Assert.Equal("hue/tone", (await GetAsync(Path)).GetProperty("attributes")[4].GetProperty("name").GetString());
        Assert.EndsWith(",hue/tone",
            (await File.ReadAllLinesAsync(_project.Table, TestContext.Current.CancellationToken))[0],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hue/tone")]
    [InlineData("hue tone")]
    [InlineData("hue%20tone")]
    [InlineData("hue%2Ftone")]
    [InlineData("hue+tone")]
    public async Task Remove_AttributeWhoseNameIsEscapedInThePath_RemovesThatAttribute(string name)
    {
        string[] names = ["hue/tone", "hue tone", "hue%20tone", "hue%2Ftone", "hue+tone"];
        foreach (var one in names)
            Assert.Equal(200, (await PostAsync($"{Path}/attributes", new { Name = one })).Status);

        var (status, body) = await _service.SendAsync(
            HttpMethod.Delete, $"{Path}/attributes/{Uri.EscapeDataString(name)}?person=bert", key: RunningService.Key);

        Assert.Equal(200, status);
        Assert.Equal(names.Except([name]), ColourRun.Parse(body).GetProperty("attributes").EnumerateArray().Skip(4)
            .Select(attribute => attribute.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("""{"class":"class0","attribute":"redness","value":1.01}""",
        "redness must be from 0 to 1, but was 1.01.")]
    [InlineData("""{"class":"class99","attribute":"redness","value":1}""", "There is no class 'class99'.")]
    [InlineData("""{"class":"class0","attribute":"rednes","value":1}""",
        "There is no attribute 'rednes'. Did you mean redness?")]
    [InlineData("""{"class":"class0","attribute":"redness","value":1,"person":"=anna"}""", "The name of a person must")]
    [InlineData("""{"class":"class0","attribute":"redness","value":"1"}""", "The body is not JSON")]
    [InlineData("""{"class":null,"attribute":"redness","value":1}""", "The body has no class.")]
    [InlineData("""{"class":"class0","value":1}""", "The body has no attribute.")]
    public async Task Answer_Invalid_IsRefusedWithTheReason(string body, string expected)
    {
        var (status, problem) = await AnswerAsync(body);

        Assert.Equal(400, status);
        Assert.StartsWith(expected, ColourRun.Parse(problem).GetProperty("detail").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ThatCannotBeSaved_FailsUntilItCanBeSaved()
    {
        var file = System.IO.Path.Combine(_project.Folder, "answers.csv");
        Directory.CreateDirectory(file); // a file cannot replace a folder
        var answer = new { Class = "class0", Attribute = "redness", Value = 1 };

        var (status, problem) = await AnswerAsync(answer);
        var again = await AnswerAsync(answer);
        Directory.Delete(file);
        var saved = await AnswerAsync(answer);

        Assert.Equal((500, 500, 200), (status, again.Status, saved.Status));
        Assert.StartsWith("Not saved: ", ColourRun.Parse(problem).GetProperty("detail").GetString(),
            StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    [Theory]
    [InlineData("0/0", 200)]
    [InlineData("0/3", 200)]
    [InlineData("0/4", 404)] // only four of the six photographs are shown
    [InlineData("0/-1", 404)]
    [InlineData("9/0", 404)] // an unseen class: its photographs are for testing only
    [InlineData("10/0", 404)]
    public async Task Photographs_AreShownOnlyForSeenClasses(string photograph, int expected) => Assert.Equal(expected,
        (await _service.SendAsync(HttpMethod.Get, $"{Path}/photographs/{photograph}", key: RunningService.Key)).Status);

    [Fact]
    public async Task Service_WithOnlyAProject_AcceptsTheKeyOfItsOwner()
    {
        var key = KeyFile.CreateKey();
        await using var service = await RunningService.StartAsync(_run, options => options with
        {
            Models = [],
            KeyFile = null,
            RunsFolder = null,
            Project = _project.Project,
            OwnerKey = key,
        });

        Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, Path, key: key)).Status);
        Assert.Equal(401, (await service.SendAsync(HttpMethod.Get, Path, key: KeyFile.CreateKey())).Status);
        Assert.Equal(401, (await service.SendAsync(HttpMethod.Get, Path)).Status);
        var access = ColourRun.Parse((await service.SendAsync(HttpMethod.Get, "/v1/access", key: key)).Body);
        Assert.Equal(("owner", true, false, true), (access.GetProperty("key").GetString(),
            access.GetProperty("mayChange").GetBoolean(), access.GetProperty("hasModels").GetBoolean(),
            access.GetProperty("hasProject").GetBoolean()));
        var (status, body) = await service.SendAsync(HttpMethod.Get, "/v1/classes");
        Assert.Equal((404, "This service has no model."),
            (status, ColourRun.Parse(body).GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Service_WithoutAProject_HasNoPageForDescriptions()
    {
        await using var service = await RunningService.StartAsync(_run);

        foreach (var path in new[] { Path, "/describe", "/describe.js" })
            Assert.Equal(404, (await service.SendAsync(HttpMethod.Get, path, key: RunningService.Key)).Status);
    }

    [Fact]
    public async Task Gauge_WithoutAnImageModel_HasAMessageAboutTheMissingModel()
    {
        File.Delete(System.IO.Path.Combine(_project.Folder, "unseen.json"));
        await using var service = await RunningService.StartAsync(
            _run, options => options with { Project = _project.Project });

        var gauge = (await MeasuredAsync(service)).GetProperty("gauge");

        Assert.StartsWith("There is no image model", gauge.GetProperty("message").GetString(),
            StringComparison.Ordinal);
        Assert.True(gauge.GetProperty("isLasting").GetBoolean());
    }

    [Fact]
    public async Task Gauge_AfterAnUnexpectedException_HasAMessageWithTheException()
    {
        await using var service = await RunningService.StartAsync(
            _run, options => options with { Project = _project.Project, FeatureCache = "\0" });

        var gauge = (await MeasuredAsync(service)).GetProperty("gauge");

        Assert.Contains("This is a bug in unseen, not an error in your input (ArgumentException: ",
            gauge.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(gauge.GetProperty("isLasting").GetBoolean());
    }

    [Fact]
    public async Task Pages_OfDescribing_HaveNoAbsoluteLinksAndNoInlineStyles()
    {
        foreach (var path in new[] { "/describe", "/describe.js", "/describe.css" })
        {
            var (status, text) = await _service.SendAsync(HttpMethod.Get, path);
            Assert.Equal(200, status);
            Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
            Assert.DoesNotContain("style=\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("=\"/", text, StringComparison.Ordinal); // links are relative
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _run.Dispose();
        _project.Dispose();
    }

    private Task<(int Status, string Body)> AnswerAsync(object answer, string? key = RunningService.Key) =>
        _service.SendAsync(HttpMethod.Put, $"{Path}/cell", new StringContent(
            answer as string ?? JsonSerializer.Serialize(answer, JsonSerializerOptions.Web), System.Text.Encoding.UTF8,
            "application/json"), key);

    private Task<(int Status, string Body)> PostAsync(string path, object body) =>
        _service.PostJsonAsync(path, JsonSerializer.Serialize(body, JsonSerializerOptions.Web), RunningService.Key);

    private async Task<JsonElement> GetAsync(string path) =>
        ColourRun.Parse((await _service.SendAsync(HttpMethod.Get, path, key: RunningService.Key)).Body);

    private static (int, int) GetPlace(JsonElement place) =>
        (place.GetProperty("label").GetInt32(), place.GetProperty("attribute").GetInt32());

    /// <summary>Waits until the gauge has measured the current table, or reports a lasting problem, and returns the
    /// guidance.</summary>
    private async Task<JsonElement> MeasuredAsync(RunningService? service = null)
    {
        JsonElement guidance = default;
        await Waiting.UntilAsync("the gauge has measured the table", async () =>
        {
            guidance = ColourRun.Parse((await (service ?? _service).SendAsync(
                HttpMethod.Get, $"{Path}/guidance", key: RunningService.Key)).Body);
            var gauge = guidance.GetProperty("gauge");
            return gauge.GetProperty("isLasting").GetBoolean()
                || (gauge.GetProperty("t1").ValueKind == JsonValueKind.Number
                && gauge.GetProperty("revision").GetInt32() == guidance.GetProperty("revision").GetInt32());
        });
        return guidance;
    }
}
