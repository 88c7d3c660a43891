using Prometheus;

namespace Unseen.Web;

/// <summary>What /metrics tells beside the HTTP metrics.</summary>
internal sealed class ServiceMetrics
{
    private readonly Counter _predictions;
    private readonly Counter _reloads;
    private readonly Histogram _seconds;

    public ServiceMetrics()
    {
        var factory = Metrics.WithCustomRegistry(Registry);
        _predictions = factory.CreateCounter("unseen_predictions_total", "Samples predicted.", "model", "kind");
        _reloads = factory.CreateCounter("unseen_model_reloads_total", "Model files loaded again.", "model", "outcome");
        _seconds = factory.CreateHistogram(
            "unseen_prediction_seconds", "Seconds of computing a request's predictions.", ["model", "kind"],
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.0005, 2, 14) });
    }

    public CollectorRegistry Registry { get; } = Metrics.NewCustomRegistry();

    public void Predicted(string model, string kind, int samples, TimeSpan time)
    {
        _predictions.WithLabels(model, kind).Inc(samples);
        _seconds.WithLabels(model, kind).Observe(time.TotalSeconds);
    }

    public void Reloaded(string model, bool succeeded) =>
        _reloads.WithLabels(model, succeeded ? "served" : "refused").Inc();
}
