using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Unseen.Extensions.Hosting;
using Unseen.Extensions.Hosting.Telemetry;
using Unseen.Inference;

namespace Unseen.Benchmarks;

/// <summary>Measures the time that dependency injection and telemetry add to a prediction from features. Compares the
/// model alone with the injected predictor: without listeners, with a listener for metrics, and with listeners for
/// metrics and traces.</summary>
internal static class HostingCost
{
    private const int Calls = 20_000;
    private const int Rounds = 5;

    public static int Run()
    {
        var folder = Directory.CreateTempSubdirectory("unseen-hosting-").FullName;
        try
        {
            Compare(folder);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(string folder)
    {
        var random = new Random(1);
        PredictionSpeed.CreateModel(classes: 102, width: 64, random).Save(Path.Combine(folder, UnseenModel.FileName));
        using var services = new ServiceCollection().AddLogging()
            .AddUnseen("made up", options => options.Path = folder).BuildServiceProvider();
        var predictor = services.GetRequiredService<IUnseenPredictor>();
        var model = predictor.Model;
        var features = new float[model.FeatureWidth];
        Array.Fill(features, 0.5f);
        Console.WriteLine("us, p50 (p99)    model alone      injected         with metrics     and traces     round");
        for (var round = 1; round <= Rounds; round++)
        {
            var alone = Percentiles.Measure(Calls, () => model.Predict(features));
            var injected = Percentiles.Measure(Calls, () => predictor.Predict(features));
            using var meters = Listen();
            var metered = Percentiles.Measure(Calls, () => predictor.Predict(features));
            using var spans = Trace();
            var traced = Percentiles.Measure(Calls, () => predictor.Predict(features));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{"",-16} {Show(alone)} {Show(injected)} {Show(metered)} {Show(traced)} {round,6}"));
        }
    }

    private static string Show(Percentiles times) =>
        string.Create(CultureInfo.InvariantCulture, $"{times.Median,7:0.00} ({times.At(99):0.00})").PadRight(16);

    private static MeterListener Listen()
    {
        var sum = 0.0;
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == UnseenTelemetry.MeterName)
                    self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => sum += value);
        listener.Start();
        return listener;
    }

    private static ActivityListener Trace()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == UnseenTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
