using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Unseen.Extensions.Hosting.Telemetry;
using Unseen.Images.Backbones;
using Unseen.Images.Tests;
using Unseen.TestSupport;
using Unseen.Web.Tests;

namespace Unseen.Extensions.Hosting.Tests;

public sealed class TelemetryTests : IAsyncLifetime
{
    private static readonly float[] _green = [0, 1, 0, 0, 1, 0];
    private readonly ColourRun _run = new("telemetry");
    private readonly ConcurrentQueue<string> _measured = [];
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities = new();
    private RunningHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await RunningHost.StartAsync(services => services.AddUnseen("telemetry", options =>
        {
            options.Path = _run.Folder;
            options.ReloadInterval = TimeSpan.FromMilliseconds(20);
        }));
        var scope = _host.Services.GetRequiredService<IMeterFactory>();
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == UnseenTelemetry.MeterName && instrument.Meter.Scope == scope)
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, "time", tags));
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.Start();
        _activities.ShouldListenTo = source => source.Name == UnseenTelemetry.ActivitySourceName;
        _activities.Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
            ActivitySamplingResult.AllDataAndRecorded;
        _activities.ActivityStopped = _spans.Enqueue;
        ActivitySource.AddActivityListener(_activities);

        void Add(Instrument instrument, object value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _measured.Enqueue($"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(
                tag => $"{tag.Key}={tag.Value}"))}");
    }

    [Fact]
    public async Task Predictions_FromFeaturesOrImages_AreTimedAndTraced()
    {
        var predictor = _host.Services.GetRequiredService<IUnseenPredictor>();

        predictor.PredictTop(_green, 2);
        await predictor.PredictTopAsync(ColourRun.Blue, 1, TestContext.Current.CancellationToken);
        Assert.Throws<ArgumentException>(() => predictor.Predict(_green.AsMemory(1)));

        Assert.Equal([
            "unseen.prediction.duration time unseen.model=telemetry unseen.input=features",
            "unseen.prediction.duration time unseen.model=telemetry unseen.input=image",
            "unseen.prediction.duration time unseen.model=telemetry unseen.input=features "
                + "error.type=System.ArgumentException",
        ], _measured);
        Assert.Equal([("features", ActivityStatusCode.Unset), ("image", ActivityStatusCode.Unset),
            ("features", ActivityStatusCode.Error)],
            _spans.Where(span => (string?)span.GetTagItem(UnseenTelemetry.ModelTag) == "telemetry")
                .Select(span => ((string)span.GetTagItem(UnseenTelemetry.InputTag)!, span.Status)));
    }

    [Fact]
    public async Task Models_AndTheirReloads_AreCounted()
    {
        var model = _host.Models.All[0];
        model.Model.WithClass("yellow", [3, 3, 0]).Save(_run.ModelFile);
        await Waiting.UntilAsync("the changed model is served", () => model.Model.ClassNames.Count == 5);
        await File.WriteAllBytesAsync(_run.ModelFile, new byte[9], TestContext.Current.CancellationToken);
        await Waiting.UntilAsync("the file is refused", () => model.Refusal is not null && _measured.Count == 2);

        _meters.RecordObservableInstruments();

        Assert.Equal([
            "unseen.model.classes 2 unseen.model=telemetry unseen.group=unseen",
            "unseen.model.classes 3 unseen.model=telemetry unseen.group=seen",
            "unseen.model.loaded.timestamp time unseen.model=telemetry",
            "unseen.model.reloads 1 unseen.model=telemetry unseen.outcome=refused",
            "unseen.model.reloads 1 unseen.model=telemetry unseen.outcome=served",
        ], _measured.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Reload_ImageModelArrivesAfterTheModelFile_IsRefusedOnceAndThenServed()
    {
        var model = _host.Models.All[0];
        var imageModel = TinyBackbone.Write(Path.Combine(_run.Root, "later.onnx"));
        using var backbone = Backbone.Load(imageModel);
        model.Model.WithMetadata(new Dictionary<string, string>
        {
            [ImageFeatures.MetadataKey] = ImageFeatures.ToMetadata(ImageFeatures.GetDescriptions(model.Model)!.Select(
                one => one with { File = "later.onnx", Sha256 = backbone.Sha256 })),
        }).Save(_run.ModelFile);
        await Waiting.UntilAsync("the file is refused", () => model.Refusal is not null);
        var refusal = model.Refusal;
        await Waiting.UntilAsync("loading is tried again", () => !ReferenceEquals(model.Refusal, refusal));
        Assert.Equal(refusal, model.Refusal);

        File.Copy(imageModel, Path.Combine(_run.Folder, "later.onnx"));

        await Waiting.UntilAsync("the file is served", () => model.Refusal is null && _measured.Count == 2);
        Assert.Equal([
            "unseen.model.reloads 1 unseen.model=telemetry unseen.outcome=refused",
            "unseen.model.reloads 1 unseen.model=telemetry unseen.outcome=served",
        ], _measured);
    }

    public async ValueTask DisposeAsync()
    {
        _activities.Dispose();
        _meters.Dispose();
        await _host.DisposeAsync();
        _run.Dispose();
    }
}
