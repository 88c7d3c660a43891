using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Unseen.Extensions.Hosting.Telemetry;

namespace Unseen.Web;

/// <summary>
/// Limits how many requests are computed at once, and measures how many wait and how long. As a rate limiter, limits
/// how many requests are received, wait or are computed. A slow upload is therefore not counted as a computation.
/// </summary>
internal sealed class PredictQueue : RateLimiter
{
    /// <summary>The name of the rate-limiting policy. Its endpoints call <see cref="WaitForTurnAsync"/>.</summary>
    public const string Policy = "predict";

    private static readonly double[] _waitSeconds = [0.001, 0.01, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private readonly ConcurrencyLimiter _admitted;
    private readonly ConcurrencyLimiter _computed;
    private readonly Histogram<double> _waits;

    public PredictQueue(ServiceOptions options, IMeterFactory meters)
    {
        _admitted = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = (int)Math.Min(int.MaxValue, (long)options.MaxConcurrent + options.MaxQueued),
        });
        _computed = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.MaxConcurrent,
            QueueLimit = int.MaxValue, // the other limiter bounds it
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        var meter = meters.Create(UnseenTelemetry.MeterName);
        _waits = meter.CreateHistogram("unseen.queue.wait", "s",
            "Time that requests waited for their prediction to begin.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = _waitSeconds });
        meter.CreateObservableUpDownCounter("unseen.queue.length", () => Computed.CurrentQueuedCount, "{request}",
            "Requests that wait for their prediction to begin.");
        meter.CreateObservableUpDownCounter("unseen.predictions.running",
            () => options.MaxConcurrent - Computed.CurrentAvailablePermits, "{request}",
            "Requests whose prediction is computed now.");
    }

    /// <summary>Whether further requests are refused.</summary>
    public bool IsFull => _admitted.GetStatistics() is { CurrentAvailablePermits: 0 };

    private RateLimiterStatistics Computed => _computed.GetStatistics()!;

    public override TimeSpan? IdleDuration => null; // never idle, so that it is not disposed before the service stops

    public override RateLimiterStatistics? GetStatistics() => _admitted.GetStatistics();

    /// <summary>Waits until a request can be computed.</summary>
    /// <returns>the turn, to be disposed when the request has been computed</returns>
    /// <exception cref="BadHttpRequestException"><paramref name="cancellation"/> was cancelled.</exception>
    public async Task<IDisposable> WaitForTurnAsync(CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var turn = await _computed.AcquireAsync(1, cancellation);
            _waits.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
            return turn;
        }
        catch (OperationCanceledException)
        {
            // If the client has closed the connection, the exception handler of ASP.NET Core sets status 499 for this
            // exception, and does not log an error.
            throw new BadHttpRequestException("The service is so busy that the request's time ended before its turn.",
                StatusCodes.Status503ServiceUnavailable);
        }
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => _admitted.AttemptAcquire(permitCount);

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        int permitCount, CancellationToken cancellationToken) => _admitted.AcquireAsync(permitCount, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        _admitted.Dispose();
        _computed.Dispose();
        base.Dispose(disposing);
    }
}
