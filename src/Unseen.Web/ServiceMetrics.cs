using System.Reflection;
using System.Runtime.InteropServices;
using System.Threading.RateLimiting;
using Prometheus;

namespace Unseen.Web;

/// <summary>What /metrics has beside the HTTP metrics: predictions, queue, models, process and build.</summary>
internal sealed class ServiceMetrics
{
    private readonly MetricFactory _factory;
    private readonly Counter _predictions;
    private readonly Counter _reloads;
    private readonly Histogram _seconds;
    private readonly Histogram _waits;

    public ServiceMetrics()
    {
        _factory = Metrics.WithCustomRegistry(Registry);
        _predictions = _factory.CreateCounter("unseen_predictions_total", "Samples predicted.", "model", "kind");
        _reloads = _factory.CreateCounter(
            "unseen_model_reloads_total", "Model files loaded again.", "model", "outcome");
        _seconds = _factory.CreateHistogram(
            "unseen_prediction_seconds", "Seconds of computing a request's predictions.", ["model", "kind"],
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.0005, 2, 14) });
        _waits = _factory.CreateHistogram("unseen_queue_wait_seconds",
            "Seconds that requests waited for their prediction to begin.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 2, 15) });
        _factory.CreateGauge("unseen_build_info", "Always 1; its labels say what is running.",
            ["version", "dotnet", "architecture"]).WithLabels(Version, Environment.Version.ToString(),
                RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()).Set(1);
        DotNetStats.Register(Registry);
    }

    public CollectorRegistry Registry { get; } = Metrics.NewCustomRegistry();

    private static string Version =>
        typeof(ServiceMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    /// <summary>Counts one sample.</summary>
    public void Predicted(string model, string kind) => _predictions.WithLabels(model, kind).Inc();

    /// <summary>Records the time of all samples of a request.</summary>
    public void Answered(string model, string kind, TimeSpan time) =>
        _seconds.WithLabels(model, kind).Observe(time.TotalSeconds);

    public void Waited(TimeSpan time) => _waits.Observe(time.TotalSeconds);

    public void Reloaded(string model, bool succeeded) =>
        _reloads.WithLabels(model, succeeded ? "served" : "refused").Inc();

    /// <summary>Has the figures of the queue in every scrape.</summary>
    /// <param name="statistics">reads how many permits are free and how many requests wait</param>
    /// <param name="permits">predictions computed at once</param>
    public void ObserveQueue(Func<RateLimiterStatistics> statistics, int permits)
    {
        var length = _factory.CreateGauge("unseen_queue_length", "Requests that wait for their prediction to begin.");
        var running = _factory.CreateGauge("unseen_predictions_running", "Requests whose prediction is computed now.");
        Registry.AddBeforeCollectCallback(() =>
        {
            var now = statistics();
            length.Set(now.CurrentQueuedCount);
            running.Set(permits - now.CurrentAvailablePermits);
        });
    }

    /// <summary>Has the figures of the models in every scrape.</summary>
    public void ObserveModels(IReadOnlyList<ModelHost> hosts)
    {
        var classes = _factory.CreateGauge("unseen_model_classes", "Classes of a model.", "model", "kind");
        var loaded = _factory.CreateGauge("unseen_model_loaded_timestamp_seconds",
            "When the model's file was loaded last, or changed by a request.", "model");
        Registry.AddBeforeCollectCallback(() =>
        {
            foreach (var host in hosts)
            {
                var current = host.Current;
                var seen = current.Model.IsSeen.Count(isSeen => isSeen);
                classes.WithLabels(host.Name, "seen").Set(seen);
                classes.WithLabels(host.Name, "unseen").Set(current.Model.IsSeen.Count - seen);
                loaded.WithLabels(host.Name).SetToTimeUtc(current.Time);
            }
        });
    }
}
