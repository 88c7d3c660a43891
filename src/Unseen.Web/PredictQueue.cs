using System.Diagnostics;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Unseen.Web;

/// <summary>Lets a few predictions compute at once while others wait, and measures how many and how long.</summary>
internal sealed class PredictQueue : RateLimiter
{
    private readonly ConcurrencyLimiter _limiter;
    private readonly ServiceMetrics _metrics;

    public PredictQueue(ServiceOptions options, ServiceMetrics metrics)
    {
        _metrics = metrics;
        _limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.MaxConcurrent,
            QueueLimit = options.MaxQueued,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        metrics.ObserveQueue(() => _limiter.GetStatistics()!, options.MaxConcurrent);
    }

    public override TimeSpan? IdleDuration => null; // in use as long as the service is

    public override RateLimiterStatistics? GetStatistics() => _limiter.GetStatistics();

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var lease = _limiter.AttemptAcquire(permitCount);
        if (lease.IsAcquired)
            _metrics.Waited(TimeSpan.Zero);
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
                _metrics.Waited(Stopwatch.GetElapsedTime(start));
            return lease;
        }
        catch (OperationCanceledException)
        {
            // Otherwise ASP.NET Core would answer 200 with nothing.
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
