using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;
using Unseen.Images.Galleries;
using Unseen.Images.Tests;

namespace Unseen.Web.Tests;

public sealed class PredictTests : IAsyncLifetime
{
    private readonly ColourRun _run = new();
    private RunningService _service = null!;

    public async ValueTask InitializeAsync() =>
        _service = await RunningService.StartAsync(
        _run, options => options with { MaxBatch = 3, MaxBodyBytes = 200_000, MaxPixels = 10_000 });

    [Fact]
    public async Task Predict_Image_RanksTheClasses()
    {
        var (status, body) = await _service.PostImageAsync(
            "/v1/predict?top=2&nearest=1&features=true", Pictures.Solid(30, 40, SKColors.Blue));

        Assert.Equal(200, status);
        var result = ColourRun.Parse(body).GetProperty("results")[0];
        var best = result.GetProperty("predictions")[0];
        Assert.Equal(("blue", false), (best.GetProperty("class").GetString(), best.GetProperty("unseen").GetBoolean()));
        Assert.Equal(25, best.GetProperty("score").GetSingle(), 0.01);
        Assert.Equal(2, result.GetProperty("predictions").GetArrayLength());
        Assert.Equal([0, 0, 1, 0, 0, 1], result.GetProperty("features").EnumerateArray()
            .Select(value => value.GetSingle()));
        var near = result.GetProperty("nearest")[0];
        Assert.Equal("blue", near.GetProperty("class").GetString());
        Assert.Equal([0xFF, 0xD8], (await _service.Client.GetByteArrayAsync(
            near.GetProperty("thumbnail").GetString(), TestContext.Current.CancellationToken))[..2]);
    }

    [Fact]
    public async Task Predict_GalleryOfAnotherModel_IsIgnored()
    {
        Gallery.Save(file => Path.Combine(_run.Folder, file), [_run.Write("other.png", ColourRun.Blue)], ["blue"],
            _ => [1, 2, 3]);
        await using var service = await RunningService.StartAsync(_run);

        var (status, body) = await service.PostJsonAsync("/v1/predict", """{"features":[0,1,0,0,1,0],"nearest":1}""");

        Assert.Equal(200, status);
        Assert.False(ColourRun.Parse(body).GetProperty("results")[0].TryGetProperty("nearest", out _));
    }

    [Fact]
    public async Task Predict_Form_TakesSeveralFilesAndAClassToTry()
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Pictures.Solid(20, 20, SKColors.Red)), "file", "../../etc/passwd" },
            { new ByteArrayContent(Pictures.Solid(20, 20, SKColors.Yellow)), "file", "b.png" },
            { new StringContent("""{"name":"yellow","descriptor":[2,2,0]}"""), "with" },
        };

        var (status, body) = await _service.SendAsync(HttpMethod.Post, "/v1/predict", form);

        Assert.Equal(200, status);
        Assert.Equal(["red", "yellow"], ColourRun.Parse(body).GetProperty("results").EnumerateArray()
            .Select(result => result.GetProperty("predictions")[0].GetProperty("class").GetString()));
        Assert.DoesNotContain("yellow", (await _service.SendAsync(HttpMethod.Get, "/v1/classes")).Body,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_RejectAndAnImageThatFitsNoClass_IsNotKnownButRanksAllClasses()
    {
        var blue = await _service.PostImageAsync("/v1/predict?reject=0.05", ColourRun.Blue);
        var black = await _service.PostImageAsync("/v1/predict?reject=0.05", Pictures.Solid(20, 20, SKColors.Black));
        var json = await _service.PostJsonAsync("/v1/predict", "{\"features\":[0,0,0,0,0,0],\"reject\":0.05}");
        var plain = await _service.PostImageAsync("/v1/predict", ColourRun.Blue);

        Assert.True(ColourRun.Parse(blue.Body).GetProperty("results")[0].GetProperty("known").GetBoolean());
        foreach (var (status, body) in new[] { black, json })
        {
            Assert.Equal(200, status);
            var result = ColourRun.Parse(body).GetProperty("results")[0];
            Assert.False(result.GetProperty("known").GetBoolean());
            Assert.Equal(0, result.GetProperty("fit").GetSingle());
            Assert.Equal(4, result.GetProperty("predictions").GetArrayLength());
        }

        Assert.False(ColourRun.Parse(plain.Body).GetProperty("results")[0].TryGetProperty("known", out _));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public async Task Predict_RejectOutOfRange_IsRefusedWithTheRange(string reject)
    {
        var (status, body) = await _service.PostImageAsync($"/v1/predict?reject={reject}", ColourRun.Blue);

        Assert.Equal(400, status);
        Assert.Contains("reject must be greater than 0 and less than 1", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_Json_TakesFeaturesAndImages()
    {
        var one = await _service.PostJsonAsync("/v1/predict", """{"features":[0,1,0,0,1,0],"top":1}""");
        var many = await _service.PostJsonAsync("/v1/predict", """{"features":[[0,1,0,0,1,0],[1,0,0,1,0,0]]}""");
        var image = await _service.PostJsonAsync(
            "/v1/predict", new { images = new[] { Convert.ToBase64String(Pictures.Solid(9, 9, SKColors.White)) } });

        Assert.Equal((200, 200, 200), (one.Status, many.Status, image.Status));
        Assert.Equal("green", RunningService.Best(one.Body));
        Assert.Equal("red", ColourRun.Parse(many.Body).GetProperty("results")[1].GetProperty("predictions")[0]
            .GetProperty("class").GetString());
        Assert.Equal("white", RunningService.Best(image.Body));
    }

    [Fact]
    public async Task Predict_WithAMixOfKnownClasses_RanksTheMixedClass()
    {
        var (status, body) = await _service.PostJsonAsync(
            "/v1/predict", """{"features":[1,1,0,1,1,0],"with":{"name":"yellow","mix":{"red":1,"green":1}}}""");

        Assert.Equal(200, status);
        Assert.Equal("yellow", RunningService.Best(body));
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("{}", 400)]
    [InlineData("""{"features":[1,2,3]}""", 400)]
    [InlineData("""{"features":"x"}""", 400)]
    [InlineData("""{"features":[NaN,0,0,0,0,0]}""", 400)]
    [InlineData("""{"features":["NaN",0,0,0,0,0]}""", 400)]
    [InlineData("""{"features":[1e999,0,0,0,0,0]}""", 400)]
    [InlineData("""{"features":[[0,1,0,0,1,0],3]}""", 400)]
    [InlineData("""{"features":[[],[],[],[]]}""", 413)]
    [InlineData("""{"features":[0,1,0,0,1,0],"top":0}""", 400)]
    [InlineData("""{"features":[0,1,0,0,1,0],"nearest":-1}""", 400)]
    [InlineData("""{"features":[0,1,0,0,1,0],"model":"other"}""", 404)]
    [InlineData("""{"features":[0,1,0,0,1,0],"with":{"name":"a/b","descriptor":[1,0,0]}}""", 400)]
    [InlineData("""{"features":[0,1,0,0,1,0],"with":{"name":"x","descriptor":[0,0,0]}}""", 400)]
    [InlineData("""{"features":[0,1,0,0,1,0],"with":{"name":"x","descriptor":[1,0]}}""", 400)]
    [InlineData("""{"features":[0,1,0,0,1,0],"with":{"name":"x","mix":{"purple":1}}}""", 400)]
    [InlineData("""{"features":[0,1,0,0,1,0],"with":{"name":"red","descriptor":[1,0,0]}}""", 409)]
    [InlineData("""{"images":["!"]}""", 400)]
    [InlineData("""{"images":["aGVsbG8="]}""", 422)]
    [InlineData("""{"images":["","","",""]}""", 413)]
    [InlineData("""[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]""", 400)]
    public async Task Predict_InvalidJson_IsRefusedWithProblemDetails(string json, int expected)
    {
        var (status, body) = await _service.PostJsonAsync("/v1/predict", json);

        Assert.Equal(expected, status);
        var problem = ColourRun.Parse(body);
        Assert.Equal(expected, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.DoesNotContain(" at Unseen.", body, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, int> BadBodies { get; } = new()
    {
        { "empty", "image/png", 422 },
        { "text", "text/plain", 415 },
        { "text", "application/xml", 415 },
        { "text", "image/jpeg", 422 },
        { "half", "image/png", 422 },
        { "header", "image/png", 422 },
        { "large", "image/png", 422 },
        { "huge", "image/png", 413 },
        { "text", "multipart/form-data", 400 },
        { "text", "multipart/form-data; boundary=x", 400 },
        { "form", "multipart/form-data; boundary=x", 400 },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Predict_InvalidBody_IsRefusedWithProblemDetails(string kind, string type, int expected)
    {
        byte[] body = kind switch
        {
            "empty" => [],
            "half" => Pictures.Random(1, 90, 90)[..200],
            "header" => Pictures.PngHeader(50_000, 50_000),
            "large" => Pictures.Solid(101, 100, SKColors.Red),
            "huge" => new byte[200_001],
            "form" => "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\nabc"u8.ToArray(),
            _ => "something else"u8.ToArray(),
        };
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var (status, answer) = await _service.SendAsync(HttpMethod.Post, "/v1/predict", content);

        Assert.Equal(expected, status);
        Assert.Equal(expected, ColourRun.Parse(answer).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Predict_WithAFullQueue_Is429()
    {
        await using var busy = await RunningService.StartAsync(
            _run, options => options with { MaxConcurrent = 1, MaxQueued = 0 });
        (int Status, string Body) refused;
        using (busy.Parts.GetRequiredService<PredictQueue>().AttemptAcquire())
            refused = await busy.PostImageAsync("/v1/predict", ColourRun.Blue);
        var later = await busy.PostImageAsync("/v1/predict", ColourRun.Blue);

        Assert.Equal((429, 429),
            (refused.Status, ColourRun.Parse(refused.Body).GetProperty("status").GetInt32()));
        Assert.Equal(200, later.Status);
    }

    [Fact]
    public async Task Predict_ModelOfAnEarlierVersion_PredictsAndReturns409ForReject()
    {
        _run.MakeOld();
        await using var service = await RunningService.StartAsync(_run);
        const string red = """{"features":[1,0,0,1,0,0]}""";

        var (status, body) = await service.PostJsonAsync("/v1/predict", red);
        var refused = await service.PostJsonAsync("/v1/predict?reject=0.05", red);

        Assert.Equal((200, "red"), (status, RunningService.Best(body)));
        Assert.False(ColourRun.Parse(body).GetProperty("results")[0].TryGetProperty("fit", out _));
        Assert.Equal(409, refused.Status);
        Assert.Contains("This model cannot refuse", refused.Body, StringComparison.Ordinal);
        var model = ColourRun.Parse((await service.SendAsync(HttpMethod.Get, "/v1/models")).Body)[0];
        Assert.Equal((false, false),
            (model.GetProperty("calibrated").GetBoolean(), model.GetProperty("refuses").GetBoolean()));
    }

    [Fact]
    public async Task OpenApi_Document_DescribesEveryEndpoint()
    {
        var (status, body) = await _service.SendAsync(HttpMethod.Get, "/openapi/v1.json");

        Assert.Equal(200, status);
        var paths = ColourRun.Parse(body).GetProperty("paths").EnumerateObject().Select(path => path.Name).ToArray();
        Assert.Equal(["/health", "/health/live", "/health/ready", "/v1/access", "/v1/adaptation",
            "/v1/adaptation/photographs", "/v1/card", "/v1/classes", "/v1/classes/{name}",
            "/v1/classes/{name}/photographs", "/v1/models", "/v1/predict", "/v1/predict/form", "/v1/predict/image",
            "/v1/reviews", "/v1/runs", "/v1/runs/{run}", "/v1/thumbnails/{model}/{index}"],
            paths.Order(StringComparer.Ordinal));
        var photographs = ColourRun.Parse(body).GetProperty("paths").GetProperty("/v1/adaptation").GetProperty("post")
            .GetProperty("parameters").EnumerateArray()
            .Single(parameter => parameter.GetProperty("name").GetString() == "photographs");
        Assert.Contains("409", photographs.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _run.Dispose();
    }
}
