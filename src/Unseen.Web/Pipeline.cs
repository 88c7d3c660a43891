using System.Collections.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;
using Unseen.AspNetCore;
using Unseen.Web.Describing;
using Unseen.Web.Hosting;

namespace Unseen.Web;

/// <summary>The middleware of the service, in order.</summary>
internal static class Pipeline
{
    /// <summary>The prefix of the interface's paths.</summary>
    public const string Api = "/v1";

    private static readonly FrozenSet<string> _methods =
    [
        HttpMethods.Connect, HttpMethods.Delete, HttpMethods.Get, HttpMethods.Options, HttpMethods.Patch,
        HttpMethods.Post, HttpMethods.Put, HttpMethods.Trace,
    ];

    public static void Use(WebApplication app, ServiceOptions options)
    {
        app.UseForwardedHeaders();
        if (options.PathBase is { } prefix)
            app.UsePathBase(prefix);
        app.UseMiddleware<RequestLog>();
        app.Use(NormaliseMethod);
        app.UseRouting();
        // Before the exception handler, so that errors are counted with their status.
        var registry = app.Services.GetRequiredService<ServiceMetrics>().Registry;
        app.UseHttpMetrics(metrics => (metrics.RequestCount.Registry, metrics.InProgress.Registry,
            metrics.RequestDuration.Registry) = (registry, registry, registry));
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = ProblemAnswers.Handle,
            SuppressDiagnosticsCallback = context =>
                context.Exception is not null && ProblemAnswers.IsCallersFault(context.Exception)
        });
        app.UseStatusCodePages();
        app.Use(AddHeaders);
        app.UseHostFiltering();
        app.UseCors();
        app.Use(AnswerOptions);
        app.UseRequestTimeouts();
        app.UseRequestDecompression();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        Map(app, options, registry);
    }

    private static void Map(WebApplication app, ServiceOptions options, CollectorRegistry registry)
    {
        var api = app.MapUnseen(Api, endpoints =>
        {
            endpoints.MaxBatch = options.MaxBatch;
            endpoints.Predictions = predictions => predictions.RequireRateLimiting(PredictQueue.Policy);
            endpoints.WaitForTurn = app.Services.GetRequiredService<PredictQueue>().WaitForTurnAsync;
            endpoints.Changes = changes =>
                changes.RequireAuthorization(KeyAuthentication.MayChange).ProducesProblem(403);
        }).RequireAuthorization(KeyAuthentication.MayPredict)
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(429);
        RunEndpoints.Map(api);
        ReviewEndpoint.Map(api);
        TeachEndpoint.Map(api, options.MaxBatch);
        AdaptationEndpoints.Map(api, options.MaxBatch);
        if (options.Project is not null)
            DescribeEndpoints.Map(api);
        PageEndpoints.Map(app, describes: options.Project is not null);
        AccessEndpoint.Map(app);
        HealthEndpoints.Map(app);
        app.MapMetrics("/metrics", registry);
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    /// <summary>Handles HEAD with the endpoint for GET; the server omits the body. Replaces unknown methods by one, so
    /// that clients cannot add any number of labels to the metrics.</summary>
    private static Task NormaliseMethod(HttpContext context, RequestDelegate next)
    {
        var method = HttpMethods.GetCanonicalizedValue(context.Request.Method);
        context.Request.Method = HttpMethods.IsHead(method) ? HttpMethods.Get
            : _methods.Contains(method) ? method : "OTHER";
        return next(context);
    }

    /// <summary>Responds to OPTIONS with the methods that routing found.</summary>
    private static async Task AnswerOptions(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var response = context.Response;
        if (!HttpMethods.IsOptions(context.Request.Method) || response.HasStarted
            || response.StatusCode != StatusCodes.Status405MethodNotAllowed)
            return;
        response.StatusCode = StatusCodes.Status204NoContent;
        var allowed = response.Headers.Allow.ToString();
        response.Headers.Allow = allowed + (allowed.Contains(HttpMethods.Get, StringComparison.Ordinal)
            ? ", HEAD, OPTIONS" : ", OPTIONS");
    }

    /// <summary>Sets headers that forbid content from other hosts, content type sniffing, frames and referrers, even if
    /// the exception handler removes all headers that were set before.</summary>
    private static Task AddHeaders(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; "
                + "img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                + "frame-ancestors 'none'";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            return Task.CompletedTask;
        });
        return next(context);
    }
}
