using System.Diagnostics.Metrics;
using Prometheus;
using Unseen.Extensions.Hosting.Telemetry;

namespace Unseen.Web;

/// <summary>Exports the instruments of a host to Prometheus. OpenTelemetry's rules determine the names: dots
/// become underscores, a unit of seconds is appended, and counters end in _total.</summary>
internal sealed class MeterExport : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly MetricFactory _factory;

    public MeterExport(MetricFactory factory, IMeterFactory meters)
    {
        _factory = factory;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == UnseenTelemetry.MeterName && instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument, GetName(instrument));
        };
        _listener.SetMeasurementEventCallback<double>(Record);
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, name) =>
            Record(instrument, value, tags, name));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, name) =>
            Record(instrument, value, tags, name));
        _listener.Start();
    }

    /// <summary>Reads the observable instruments.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Record(
        Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? name)
    {
        var (labels, values) = (new string[tags.Length], new string[tags.Length]);
        for (var i = 0; i < tags.Length; i++)
            (labels[i], values[i]) = (Underscored(tags[i].Key), tags[i].Value?.ToString() ?? "");
        var (metric, help) = ((string)name!, instrument.Description ?? "");
        if (instrument is Histogram<double> histogram)
            _factory.CreateHistogram(metric, help, labels, new HistogramConfiguration
            {
                Buckets = [.. histogram.Advice?.HistogramBucketBoundaries ?? []]
            }).WithLabels(values).Observe(value);
        else if (instrument is Counter<long>)
            _factory.CreateCounter(metric, help, labels).WithLabels(values).Inc(value);
        else
            _factory.CreateGauge(metric, help, labels).WithLabels(values).Set(value);
    }

    private static string GetName(Instrument instrument) => Underscored(instrument.Name)
        + (instrument.Unit == "s" ? "_seconds" : "") + (instrument is Counter<long> ? "_total" : "");

    private static string Underscored(string name) => name.Replace('.', '_');
}
