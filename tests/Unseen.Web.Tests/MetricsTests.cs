using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;
using Unseen.Images.Tests;
using Unseen.TestSupport;

namespace Unseen.Web.Tests;

public sealed class MetricsTests : IAsyncLifetime
{
    private const string Green = """{"features":[0,1,0,0,1,0]}""";
    private readonly ColourRun _run = new();
    private RunningService _service = null!;

    public async ValueTask InitializeAsync() =>
        _service = await RunningService.StartAsync(_run, options => options with { MaxBodyBytes = 200_000 });

    [Fact]
    public async Task Metrics_AfterAPrediction_CountThePrediction()
    {
        await _service.PostJsonAsync("/v1/predict", Green);

        var body = await MetricsAsync();

        Assert.Equal(1, Value(body, GetPredictions("features")));
        Assert.Equal(1, Value(body, "unseen_queue_wait_seconds_count"));
        Assert.Equal((0, 0), (Value(body, "unseen_queue_length"), Value(body, "unseen_predictions_running")));
    }

    [Fact]
    public async Task Metrics_Errors_HaveTheStatusOfTheResponse()
    {
        await _service.PostJsonAsync("/v1/predict", Green);
        await _service.PostJsonAsync("/v1/predict", "{}");
        await _service.SendAsync(HttpMethod.Delete, "/v1/classes/red");
        await _service.SendAsync(HttpMethod.Delete, "/v1/classes/red", key: RunningService.PredictKey);
        await _service.PostJsonAsync("/v1/predict", """{"features":[0,1,0,0,1,0],"model":"other"}""");
        await _service.PostImageAsync("/v1/predict", new byte[200_001]);
        await _service.PostImageAsync("/v1/predict", new byte[10]);
        await _service.PostImageAsync("/v1/predict", new byte[10], "text/plain");
        Directory.Delete(_run.Folder, recursive: true);
        await _service.SendAsync(HttpMethod.Delete, "/v1/classes/red", key: RunningService.Key);

        var body = await MetricsAsync();

        Assert.Equal(["200", "400", "404", "413", "415", "422"], Codes("/v1/predict"));
        Assert.Equal(["401", "403", "500"], Codes("/v1/classes/{name}"));

        IEnumerable<string> Codes(string endpoint) => body.Split('\n')
            .Where(line => line.StartsWith("http_requests_received_total{", StringComparison.Ordinal)
                && line.Contains($"endpoint=\"{endpoint}\"", StringComparison.Ordinal))
            .Select(line => line.Split("code=\"")[1][..3]).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Metrics_UnknownMethods_HaveOneLabel()
    {
        foreach (var method in new[] { "INVENTED-1", "INVENTED-2" })
            Assert.Equal(405, (await _service.SendAsync(new HttpMethod(method), "/v1/predict")).Status);

        var body = await MetricsAsync();

        Assert.DoesNotContain("INVENTED", body, StringComparison.Ordinal);
        Assert.Contains("http_requests_received_total{code=\"405\",method=\"OTHER\",", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_ClientClosesTheConnectionWhileItWaits_CountStatus499()
    {
        await _service.DisposeAsync();
        _service = await RunningService.StartAsync(_run, options => options with { MaxConcurrent = 1 });
        using var only = await _service.Parts.GetRequiredService<PredictQueue>()
            .WaitForTurnAsync(TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource();
        using var content = new ByteArrayContent(ColourRun.Blue) { Headers = { ContentType = new("image/png") } };
        var request = _service.Client.PostAsync("/v1/predict", content, cancellation.Token);
        await Waiting.UntilAsync(
            "the request waits", async () => Value(await MetricsAsync(), "unseen_queue_length") == 1);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);

        string[] counts = [];
        await Waiting.UntilAsync("the request is counted", async () => (counts = [.. (await MetricsAsync()).Split('\n')
            .Where(line => line.StartsWith("http_requests_received_total{", StringComparison.Ordinal)
                && line.Contains("endpoint=\"/v1/predict\"", StringComparison.Ordinal))]).Length > 0);
        Assert.Contains("code=\"499\"", Assert.Single(counts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_ModelsProcessAndBuild_ArePresent()
    {
        await _service.PostJsonAsync("/v1/classes", """{"name":"yellow","descriptor":[3,3,0]}""", RunningService.Key);

        var body = await MetricsAsync();

        Assert.Equal((3, 2), (Value(body, "unseen_model_classes{unseen_model=\"colours\",unseen_group=\"seen\"}"),
            Value(body, "unseen_model_classes{unseen_model=\"colours\",unseen_group=\"unseen\"}")));
        Assert.InRange(Value(body, "unseen_model_loaded_timestamp_seconds{unseen_model=\"colours\"}"),
            DateTimeOffset.UtcNow.AddMinutes(-10).ToUnixTimeSeconds(), DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
        Assert.True(Value(body, "process_working_set_bytes") > 1 << 20);
        Assert.Contains($"unseen_build_info{{version=\"", body, StringComparison.Ordinal);
        Assert.Contains($"dotnet=\"{Environment.Version}\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_AbortedRequest_CountOnlyImagesBeforeTheAbort()
    {
        const int images = 600;
        await _service.DisposeAsync();
        _service = await RunningService.StartAsync(_run, options => options with { MaxBatch = images });
        using var cancellation = new CancellationTokenSource();
        using var form = new MultipartFormDataContent();
        var picture = Pictures.Solid(2000, 2000, SKColors.Red); // small as a file, but slow to decode
        for (var i = 0; i < images; i++)
            form.Add(new ByteArrayContent(picture), "file", $"{i}.png");
        var request = _service.Client.PostAsync("/v1/predict", form, cancellation.Token);
        var count = GetPredictions("image");
        await Waiting.UntilAsync("the first image is counted",
            async () => Value(await MetricsAsync(), count) >= 1, milliseconds: 5);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);

        await Waiting.UntilAsync("no prediction is running",
            async () => Value(await MetricsAsync(), "unseen_predictions_running") == 0);
        Assert.InRange(Value(await MetricsAsync(), count), 1, images - 1);
    }

    [Fact]
    public async Task Metrics_AfterRequests_SatisfyPromtool()
    {
        const string promtool = "/usr/bin/promtool";
        Assert.SkipUnless(File.Exists(promtool),
            "needs promtool of Debian's package prometheus, which is not installed");
        await _service.PostJsonAsync("/v1/predict", Green);
        await _service.PostJsonAsync("/v1/predict", "{}");
        using var process = Process.Start(new ProcessStartInfo(promtool, "check metrics")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

        await process.StandardInput.WriteAsync(await MetricsAsync());
        process.StandardInput.Close();
        var problems = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)
            + await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("", 0), (problems, process.ExitCode));
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _run.Dispose();
    }

    private async Task<string> MetricsAsync() => (await _service.SendAsync(HttpMethod.Get, "/metrics")).Body;

    private static string GetPredictions(string input) =>
        $"unseen_prediction_duration_seconds_count{{unseen_model=\"colours\",unseen_input=\"{input}\"}}";

    /// <summary>Gets the value of a metric, or 0 if it is absent.</summary>
    private static double Value(string metrics, string name) =>
        metrics.Split('\n').FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal)) is { } line
            ? double.Parse(line[name.Length..], CultureInfo.InvariantCulture) : 0;
}
