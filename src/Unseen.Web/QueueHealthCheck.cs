using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Unseen.Web;

/// <summary>Checks whether the queue has room for another prediction.</summary>
internal sealed class QueueHealthCheck(PredictQueue queue) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(queue.IsFull
            ? new HealthCheckResult(context.Registration.FailureStatus, "No further prediction can wait.")
            : HealthCheckResult.Healthy());
}
