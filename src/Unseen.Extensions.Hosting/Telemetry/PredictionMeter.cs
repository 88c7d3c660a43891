using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Unseen.Extensions.Hosting.Telemetry;

/// <summary>The instruments for predictions and reloads. A host has one instance. Thread-safe.</summary>
internal sealed class PredictionMeter
{
    // In seconds: from the time for features to the time for a photograph with a large image model.
    private static readonly double[] _bucketBoundaries =
    [
        0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
        1, 2.5, 5
    ];

    private static readonly ActivitySource _source = new(UnseenTelemetry.ActivitySourceName);
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _reloads;

    public PredictionMeter(IMeterFactory meters)
    {
        Meter = meters.Create(UnseenTelemetry.MeterName);
        _duration = Meter.CreateHistogram("unseen.prediction.duration", "s", "Time of recognising one sample.",
            tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = _bucketBoundaries });
        _reloads = Meter.CreateCounter<long>("unseen.model.reloads", "{reload}", "Changed model files.");
    }

    /// <summary>The meter, to which other parts of the host add their instruments.</summary>
    public Meter Meter { get; }

    /// <summary>Begins to measure the recognition of one sample.</summary>
    /// <param name="model">the name of the model</param>
    /// <param name="isImage">whether the sample is a photograph; if false, it is features</param>
    public Measurement Begin(string model, bool isImage) =>
        new(this, model, isImage ? "image" : "features", Stopwatch.GetTimestamp(),
            _source.HasListeners() ? _source.StartActivity("unseen.predict") : null);

    /// <summary>Counts a changed model file.</summary>
    public void Reloaded(string model, bool isServed) => _reloads.Add(1, new(UnseenTelemetry.ModelTag, model),
        new(UnseenTelemetry.OutcomeTag, isServed ? "served" : "refused"));

    /// <summary>A measurement in progress. Call <see cref="End"/> once.</summary>
    internal readonly struct Measurement(
        PredictionMeter meter, string model, string input, long start, Activity? activity)
    {
        /// <summary>Records the time and ends the span.</summary>
        /// <param name="failure">what ended the recognition, or null if it succeeded</param>
        public void End(Exception? failure = null)
        {
            var tags = new TagList { { UnseenTelemetry.ModelTag, model }, { UnseenTelemetry.InputTag, input } };
            if (failure is not null)
                tags.Add(UnseenTelemetry.ErrorTag, failure.GetType().FullName);
            meter._duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tags);
            if (activity is null)
                return;
            foreach (var (name, value) in tags)
                activity.SetTag(name, value);
            if (failure is not null)
                activity.SetStatus(ActivityStatusCode.Error, failure.Message);
            activity.Dispose();
        }
    }
}
