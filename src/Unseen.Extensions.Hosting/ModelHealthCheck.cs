using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Unseen.Extensions.Hosting;

/// <summary>Says whether the models are loaded, with their image models run once, and served as their files have
/// them.</summary>
internal sealed class ModelHealthCheck(UnseenModels models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (status, reasons) = (HealthStatus.Healthy, new List<string>());
        foreach (var model in models.All)
            if (model.Refusal is { } refusal)
            {
                var isLong = DateTime.UtcNow - refusal.Since >= model.Options.UnhealthyAfter;
                status = isLong || status == HealthStatus.Unhealthy ? HealthStatus.Unhealthy : HealthStatus.Degraded;
                reasons.Add($"{model.Name}: the file changed at {refusal.Since:u} is not served: {refusal.Reason}");
            }

        return Task.FromResult(new HealthCheckResult(status == HealthStatus.Unhealthy
            ? context.Registration.FailureStatus : status, reasons.Count == 0
            ? $"{models.All.Count} models are loaded." : string.Join(" ", reasons)));
    }
}
