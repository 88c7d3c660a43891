using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
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
            health.MapGet(path, Ready).WithName(name).Produces<Health>(503)
                .WithSummary("Whether the service takes requests: its models are loaded and it is not stopping.");
    }

    private static Results<Ok<Health>, JsonHttpResult<Health>> Ready(IHostApplicationLifetime lifetime) =>
        lifetime.ApplicationStopping.IsCancellationRequested
            ? TypedResults.Json(new Health("stopping"), statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Ok(new Health("ready"));

    /// <summary>How the service is.</summary>
    /// <param name="Status">"live", "ready" or "stopping"</param>
    internal sealed record Health(string Status);
}
