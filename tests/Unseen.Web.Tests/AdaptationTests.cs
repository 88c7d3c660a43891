using System.Net.Http.Headers;
using SkiaSharp;
using Unseen.Images.Backbones;
using Unseen.Images.Tests;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.TestSupport;

namespace Unseen.Web.Tests;

/// <summary>Tests that a service adapts its model to photographs without labels, and that it learns a class from
/// photographs of that class.</summary>
public sealed class AdaptationTests : IAsyncLifetime
{
    private static readonly SKColor[] _whites = [new(250, 250, 240), new(240, 240, 255), new(255, 235, 240)];
    private readonly ColourRun _run = new();
    private RunningService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _run.AddBranch();
        _service = await RunningService.StartAsync(_run);
    }

    [Fact]
    public async Task Adapt_SentPhotographs_EqualsTheLibraryAndCanBeUndone()
    {
        var before = UnseenModel.Load(_run.Folder);
        Assert.Equal(200, (await SendAsync(HttpMethod.Post, "/v1/adaptation/photographs", _whites)).Status);

        var started = await SendAsync(HttpMethod.Post, "/v1/adaptation");

        Assert.Equal(202, started.Status);
        var state = ColourRun.Parse(await WaitUntilDoneAsync());
        Assert.Equal(("done", 3, true), (state.GetProperty("state").GetString(),
            state.GetProperty("photographs").GetInt32(), state.GetProperty("canUndo").GetBoolean()));
        Assert.Equal(3, state.GetProperty("changed").GetProperty("unseenAfter").GetInt32());
        var expected = ModelAdapter.Adapt(before, [Features(_whites)],
            cancellation: TestContext.Current.CancellationToken).Model;
        Assert.Equal(Weights(expected), Weights(UnseenModel.Load(_run.Folder)));

        Assert.Equal(204, (await SendAsync(HttpMethod.Delete, "/v1/adaptation")).Status);
        Assert.Null(UnseenModel.Load(_run.Folder).Branch);
        Assert.Equal(409, (await SendAsync(HttpMethod.Delete, "/v1/adaptation")).Status);
    }

    [Fact]
    public async Task Adapt_PhotographsOfSeenClasses_FailsWithTheReasonUnlessForced()
    {
        var before = File.ReadAllBytes(_run.ModelFile);
        await SendAsync(HttpMethod.Post, "/v1/adaptation/photographs", SKColors.Red, SKColors.Blue);
        await SendAsync(HttpMethod.Post, "/v1/adaptation");

        var state = ColourRun.Parse(await WaitUntilDoneAsync());

        Assert.Equal("failed", state.GetProperty("state").GetString());
        Assert.True(state.GetProperty("canForce").GetBoolean());
        Assert.Contains("the pool must have photographs of unseen classes", state.GetProperty("problem").GetString(),
            StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_run.ModelFile));
        await SendAsync(HttpMethod.Post, "/v1/adaptation?force=true");
        Assert.Equal("done", ColourRun.Parse(await WaitUntilDoneAsync()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Adapt_NoPhotographs_IsRefused()
    {
        Assert.Equal(409, (await SendAsync(HttpMethod.Post, "/v1/adaptation")).Status);
        await SendAsync(HttpMethod.Post, "/v1/adaptation/photographs", SKColors.Red);
        Assert.Equal(204, (await SendAsync(HttpMethod.Delete, "/v1/adaptation/photographs")).Status);
        Assert.Equal(409, (await SendAsync(HttpMethod.Post, "/v1/adaptation")).Status);
    }

    [Fact]
    public async Task Adapt_AnotherUserAddedPhotographs_IsRefused()
    {
        await SendAsync(HttpMethod.Post, "/v1/adaptation/photographs", _whites);
        await SendAsync(HttpMethod.Post, "/v1/adaptation/photographs", SKColors.Red); // of another user

        var (status, body) = await SendAsync(HttpMethod.Post, "/v1/adaptation?photographs=3");

        Assert.Equal((409, "Another user may be teaching this model at the same time: the number of photographs to "
            + "learn from is 4 instead of 3. Nothing was learnt; send the photographs again later."),
            (status, ColourRun.Parse(body).GetProperty("detail").GetString()));
        Assert.Equal(202, (await SendAsync(HttpMethod.Post, "/v1/adaptation?photographs=4")).Status);
    }

    [Fact]
    public async Task Adapt_RunWithoutItsTrainingData_FailsWithTheReason()
    {
        await SendAsync(HttpMethod.Delete, "/v1/classes/green");
        // Without a branch, the service must fit one, which needs the training data.
        UnseenModel.Load(_run.Folder).WithBranch(null).Save(_run.ModelFile);
        await using var service = await RunningService.StartAsync(_run);
        await service.PostJsonAsync(
            "/v1/adaptation/photographs", """{"features":[[1,1,1,1,1,1]]}""", RunningService.Key);
        await service.PostJsonAsync("/v1/adaptation", "{}", RunningService.Key);

        var state = ColourRun.Parse(await WaitUntilDoneAsync(service));
        using var content = new StringContent(
            """{"features":[1,1,1,1,1,1]}""", System.Text.Encoding.UTF8, "application/json");
        var taught = await service.SendAsync(
            HttpMethod.Put, "/v1/classes/white/photographs", content, RunningService.Key);

        const string reason = "the model has not been adapted or taught before, so this needs its training data, and "
            + "its run does not say where they are. The operator of the service can run unseen adapt or unseen teach "
            + "with --data, and serve the model that the command writes.";
        Assert.Equal(("failed", reason),
            (state.GetProperty("state").GetString(), state.GetProperty("problem").GetString()));
        Assert.Equal((409, $"The model cannot be taught: {reason}"),
            (taught.Status, ColourRun.Parse(taught.Body).GetProperty("detail").GetString()));
        Assert.False(state.GetProperty("canForce").GetBoolean());
    }

    [Fact]
    public async Task Photographs_ModelInTheBody_GoToThatModel()
    {
        using var other = new ColourRun("other");
        other.AddBranch();
        await using var service = await RunningService.StartAsync(_run, options => options with
        {
            Models = [.. options.Models, new ModelSource("other", other.Folder)],
        });
        var image = Convert.ToBase64String(Photograph(SKColors.Red));
        var body = $$"""{"images":["{{image}}"],"model":"other"}""";

        var pooled = await service.PostJsonAsync("/v1/adaptation/photographs", body, RunningService.Key);
        var reviewed = await service.PostJsonAsync("/v1/reviews?class=red", body, RunningService.Key);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var taught = await service.SendAsync(
            HttpMethod.Put, "/v1/classes/gold/photographs", content, RunningService.Key);

        Assert.Equal((200, 200, 200), (pooled.Status, reviewed.Status, taught.Status));
        Assert.Equal((0, 1), (await PooledAsync(service, "colours"), await PooledAsync(service, "other")));
        Assert.Equal((false, true), (Directory.Exists(Path.Combine(_run.Folder, "reviews")),
            Directory.Exists(Path.Combine(other.Folder, "reviews"))));
        Assert.Equal(ColourRun.Classes, UnseenModel.Load(_run.Folder).ClassNames);
        Assert.Equal([.. ColourRun.Classes, "gold"], UnseenModel.Load(other.Folder).ClassNames);
    }

    [Fact]
    public async Task Photographs_AfterThePreprocessingChanges_AreForgotten()
    {
        await SendAsync(HttpMethod.Post, "/v1/adaptation/photographs", _whites);
        Assert.Equal(3, await PooledAsync(_service, "colours"));
        var model = UnseenModel.Load(_run.Folder);

        model.WithMetadata(new Dictionary<string, string>
        {
            [ImageFeatures.MetadataKey] = ImageFeatures.ToMetadata(ImageFeatures.GetDescriptions(model)!.Select(
                one => one with { Preprocessing = one.Preprocessing with { Resize = 12 } })),
        }).Save(_run.ModelFile);

        await Waiting.UntilAsync(
            "the photographs are forgotten", async () => await PooledAsync(_service, "colours") == 0);
        Assert.Equal(409, (await SendAsync(HttpMethod.Post, "/v1/adaptation")).Status);
    }

    [Fact]
    public async Task Adapt_ModelWithoutUnseenClasses_IsRefusedWithTheReason()
    {
        await SendAsync(HttpMethod.Delete, "/v1/classes/white");
        await SendAsync(HttpMethod.Post, "/v1/adaptation/photographs", SKColors.Red);

        var (status, body) = await SendAsync(HttpMethod.Post, "/v1/adaptation");

        Assert.Equal(409, status);
        Assert.Contains("The model has no class without training images",
            ColourRun.Parse(body).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/v1/adaptation")]
    [InlineData("DELETE", "/v1/adaptation")]
    [InlineData("POST", "/v1/adaptation/photographs")]
    [InlineData("DELETE", "/v1/adaptation/photographs")]
    [InlineData("PUT", "/v1/classes/red/photographs")]
    public async Task Changes_WithoutAKeyThatAllowsThem_AreRefused(string method, string path)
    {
        Assert.Equal(401, (await _service.SendAsync(new HttpMethod(method), path)).Status);
        Assert.Equal(
            403, (await _service.SendAsync(new HttpMethod(method), path, key: RunningService.PredictKey)).Status);
    }

    [Theory]
    [InlineData("""{"features":[1,2,3]}""", 400)]
    [InlineData("""{"features":[]}""", 400)]
    [InlineData("""{"images":["AAAA"]}""", 422)]
    public async Task Photographs_Unusable_AreRefusedAndNotStored(string body, int expected)
    {
        var before = File.ReadAllBytes(_run.ModelFile);
        foreach (var (method, path) in new[]
            { (HttpMethod.Post, "/v1/adaptation/photographs"), (HttpMethod.Put, "/v1/classes/gold/photographs") })
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            Assert.Equal(expected, (await _service.SendAsync(method, path, content, RunningService.Key)).Status);
        }

        Assert.Equal(0, ColourRun.Parse((await _service.SendAsync(HttpMethod.Get, "/v1/adaptation")).Body)
            .GetProperty("photographs").GetInt32());
        Assert.Equal(before, File.ReadAllBytes(_run.ModelFile));
    }

    [Fact]
    public async Task Teach_ClassThatTheModelDoesNotHave_AddsTheClass()
    {
        var before = UnseenModel.Load(_run.Folder);
        SKColor[] golds = [new(255, 215, 0), new(240, 200, 20)];

        var (status, body) = await SendAsync(HttpMethod.Put, "/v1/classes/gold/photographs", golds);

        Assert.Equal(200, status);
        Assert.Equal((true, false, 2), (ColourRun.Parse(body).GetProperty("added").GetBoolean(),
            ColourRun.Parse(body).GetProperty("seen").GetBoolean(),
            ColourRun.Parse(body).GetProperty("photographs").GetInt32()));
        var after = UnseenModel.Load(_run.Folder);
        Assert.Equal([.. ColourRun.Classes, "gold"], after.ClassNames);
        Assert.Equal(Weights(ModelTeacher.AddClass(before, "gold", Features(golds))), Weights(after));
    }

    [Fact]
    public async Task Teach_ClassThatTheModelHas_UpdatesTheClass()
    {
        var before = UnseenModel.Load(_run.Folder);

        var (status, body) = await SendAsync(HttpMethod.Put, "/v1/classes/white/photographs", _whites);

        Assert.Equal(200, status);
        Assert.False(ColourRun.Parse(body).GetProperty("added").GetBoolean());
        Assert.Equal(Weights(ModelTeacher.Teach(before, "white", Features(_whites))),
            Weights(UnseenModel.Load(_run.Folder)));
        Assert.Equal(409, (await SendAsync(HttpMethod.Put, "/v1/classes/White/photographs", _whites)).Status);
    }

    [Theory]
    [InlineData("white")]
    [InlineData("new")]
    public async Task Teach_FeaturesTooLarge_Returns400AndKeepsTheModel(string name)
    {
        var before = File.ReadAllBytes(_run.ModelFile);
        using var content = new StringContent(
            """{"features":[1e30,1e30,1,1,1,1]}""", System.Text.Encoding.UTF8, "application/json");

        var (status, body) = await _service.SendAsync(
            HttpMethod.Put, $"/v1/classes/{name}/photographs", content, RunningService.Key);

        Assert.Equal(400, status);
        Assert.Contains("too large", body, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_run.ModelFile));
    }

    [Fact]
    public async Task AddClass_MixOfAClassWithoutADescriptor_IsRefused()
    {
        Assert.Equal(
            200, (await SendAsync(HttpMethod.Put, "/v1/classes/gold/photographs", new SKColor(255, 215, 0))).Status);

        var (status, body) = await _service.PostJsonAsync(
            "/v1/classes", """{"name":"brass","mix":{"gold":0.5,"red":0.5}}""", RunningService.Key);

        Assert.Equal((409, "The class 'gold' has no descriptor, so it cannot be mixed."),
            (status, ColourRun.Parse(body).GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Teach_ClassWithASlashInItsName_TeachesThatClass()
    {
        UnseenModel.Load(_run.Folder).WithClassRenamed("white", "off/white").Save(_run.ModelFile);
        await using var service = await RunningService.StartAsync(_run);
        using var content = new StringContent(
            """{"features":[1,1,1,1,1,1]}""", System.Text.Encoding.UTF8, "application/json");

        var (status, body) = await service.SendAsync(
            HttpMethod.Put, "/v1/classes/off%2Fwhite/photographs", content, RunningService.Key);

        Assert.Equal(200, status);
        Assert.False(ColourRun.Parse(body).GetProperty("added").GetBoolean());
        Assert.Equal([.. ColourRun.Classes[..3], "off/white"], UnseenModel.Load(_run.Folder).ClassNames);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _run.Dispose();
    }

    private static async Task<int> PooledAsync(RunningService service, string model) => ColourRun.Parse(
        (await service.SendAsync(HttpMethod.Get, $"/v1/adaptation?model={model}")).Body)
        .GetProperty("photographs").GetInt32();

    private static byte[] Photograph(SKColor colour) => Pictures.Solid(24, 24, colour);

    private float[] Features(params SKColor[] colours)
    {
        using var features = ImageFeatures.CreateFor(UnseenModel.Load(_run.Folder), _run.Folder);
        return [.. colours.SelectMany(colour => features.Extract(Photograph(colour), "photograph"))];
    }

    private static float[] Weights(UnseenModel model) =>
        [.. model.Tensors["classifier.weight"].Values.Span, .. model.Branch!.Tensors["classifier.weight"].Values.Span];

    private Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, params SKColor[] photographs)
    {
        var form = new MultipartFormDataContent();
        foreach (var colour in photographs)
            form.Add(new ByteArrayContent(Photograph(colour))
            { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } }, "file", "photograph.png");
        return _service.SendAsync(method, path, photographs.Length > 0 ? form : null, RunningService.Key);
    }

    private async Task<string> WaitUntilDoneAsync(RunningService? service = null)
    {
        var body = "";
        await Waiting.UntilAsync("the adaptation has ended", async () =>
        {
            (_, body) = await (service ?? _service).SendAsync(HttpMethod.Get, "/v1/adaptation");
            return ColourRun.Parse(body).GetProperty("state").GetString() != "running";
        });
        return body;
    }
}
