using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Unseen.Web;

/// <summary>/health/live and /health/ready, for load balancers and process managers.</summary>
internal static class HealthEndpoints
{
    private const string Tag = "Monitoring";

    public static void Map(IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags(Tag).ProducesProblem(400);
        health.MapGet("/live", () => new Health("live")).WithName("getLiveness")
            .WithSummary("Whether the process answers at all.");
        foreach (var (path, name) in new[] { ("", "getHealth"), ("/ready", "getReadiness") })
            health.MapGet(path, ReadyAsync).WithName(name).Produces<Health>(503)
                .WithSummary("Whether the service takes requests. It does not if it is stopping, if the queue is full, "
                    + "or if a changed model file has been unusable for 5 minutes or longer.");
    }

    private static async Task<Results<Ok<Health>, JsonHttpResult<Health>>> ReadyAsync(
        IHostApplicationLifetime lifetime, HealthCheckService checks, CancellationToken cancellation)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Unready(new Health("stopping"));
        var report = await checks.CheckHealthAsync(cancellation);
        var parts = report.Entries.ToDictionary(entry => entry.Key, entry => Name(entry.Value.Status));
        return report.Status == HealthStatus.Unhealthy
            ? Unready(new Health("unhealthy", parts)) : TypedResults.Ok(new Health("ready", parts));
    }

    private static JsonHttpResult<Health> Unready(Health health) =>
        TypedResults.Json(health, statusCode: StatusCodes.Status503ServiceUnavailable);

    private static string Name(HealthStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>The health of the service.</summary>
    /// <param name="Status">"live", "ready", "unhealthy" or "stopping"</param>
    /// <param name="Checks">"healthy", "degraded" or "unhealthy" for each part, such as the models and the queue; the
    /// log says why</param>
    internal sealed record Health(string Status, IReadOnlyDictionary<string, string>? Checks = null);
}
