using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Unseen.Extensions.Hosting.Telemetry;

namespace Unseen.Web;

/// <summary>Limits how many predictions are computed at once, and measures how many wait and how long.</summary>
internal sealed class PredictQueue : RateLimiter
{
    /// <summary>The name of the rate-limiting policy.</summary>
    public const string Policy = "predict";

    private static readonly double[] _waitSeconds = [0.001, 0.01, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private readonly ConcurrencyLimiter _limiter;
    private readonly ServiceOptions _options;
    private readonly Histogram<double> _waits;

    public PredictQueue(ServiceOptions options, IMeterFactory meters)
    {
        _options = options;
        _limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.MaxConcurrent,
            QueueLimit = options.MaxQueued,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        var meter = meters.Create(UnseenTelemetry.MeterName);
        _waits = meter.CreateHistogram("unseen.queue.wait", "s",
            "Time that requests waited for their prediction to begin.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = _waitSeconds });
        meter.CreateObservableUpDownCounter("unseen.queue.length", () => Statistics.CurrentQueuedCount, "{request}",
            "Requests that wait for their prediction to begin.");
        meter.CreateObservableUpDownCounter("unseen.predictions.running",
            () => options.MaxConcurrent - Statistics.CurrentAvailablePermits, "{request}",
            "Requests whose prediction is computed now.");
    }

    /// <summary>Whether further requests are refused.</summary>
    public bool IsFull => Statistics is { CurrentAvailablePermits: 0 } now
        && now.CurrentQueuedCount >= _options.MaxQueued;

    private RateLimiterStatistics Statistics => _limiter.GetStatistics()!;

    public override TimeSpan? IdleDuration => null; // never idle, so that it is not disposed before the service stops

    public override RateLimiterStatistics? GetStatistics() => _limiter.GetStatistics();

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var lease = _limiter.AttemptAcquire(permitCount);
        if (lease.IsAcquired)
            _waits.Record(0);
        return lease;
    }

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(
        int permitCount, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var lease = await _limiter.AcquireAsync(permitCount, cancellationToken);
            if (lease.IsAcquired)
                _waits.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
            return lease;
        }
        catch (OperationCanceledException)
        {
            // Otherwise ASP.NET Core would respond with status 200 and an empty body.
            throw new BadHttpRequestException("The service is so busy that the request's time ended before its turn.",
                StatusCodes.Status503ServiceUnavailable);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _limiter.Dispose();
        base.Dispose(disposing);
    }
}
