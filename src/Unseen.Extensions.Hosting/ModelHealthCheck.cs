using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Unseen.Extensions.Hosting;

/// <summary>Reports whether every model is served from the current version of its file. Reports degraded if a changed
/// file was refused. Once this has lasted for <see cref="UnseenModelOptions.UnhealthyAfter"/>, reports the failure
/// status of the registration (default: unhealthy).</summary>
internal sealed class ModelHealthCheck(UnseenModels models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (status, reasons) = (HealthStatus.Healthy, new List<string>());
        foreach (var model in models.All)
            if (model.Refusal is { } refusal)
            {
                var isOverdue = DateTime.UtcNow - refusal.Since >= model.Options.UnhealthyAfter;
                status = isOverdue || status == HealthStatus.Unhealthy ? HealthStatus.Unhealthy : HealthStatus.Degraded;
                reasons.Add($"{model.Name}: its file was changed but cannot be loaded, so the previous version is "
                    + $"served (since {refusal.Since:u}). {refusal.Reason}");
            }

        return Task.FromResult(new HealthCheckResult(status == HealthStatus.Unhealthy
            ? context.Registration.FailureStatus : status, reasons.Count == 0
            ? $"{models.All.Count} models are loaded." : string.Join(" ", reasons)));
    }
}
