using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace Unseen.Web;

/// <summary>The HTTP service: predictions, classes, metrics and pages.</summary>
public static class UnseenService
{
    /// <summary>Loads the models and makes the service, not started. The caller starts, stops and disposes
    /// it.</summary>
    /// <param name="options">what to serve</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    /// <exception cref="Inference.ModelFileException">A model cannot be loaded.</exception>
    /// <exception cref="Images.ImageDataException">A model's image models are absent or others.</exception>
    public static WebApplication Create(ServiceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is [_, ..] problems)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Url).ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = options.Timeout;
            kestrel.AddServerHeader = false;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
            .AddSimpleConsole(console => console.SingleLine = true);
        AddServices(builder.Services, options);
        var app = builder.Build();
        try
        {
            app.Services.GetRequiredService<ModelCatalog>();
            Use(app);
            return app;
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    private static void AddServices(IServiceCollection services, ServiceOptions options)
    {
        services.AddSingleton(options).AddSingleton<ServiceMetrics>().AddSingleton<RunResults>();
        services.AddSingleton<ModelCatalog>().AddHostedService(provider => provider.GetRequiredService<ModelCatalog>());
        services.AddSingleton<IHostLifetime, OwnLifetime>(); // who starts the service decides on its signals
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTime);
        services.AddProblemDetails().AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Unseen",
                Version = "v1",
                Description = "Recognises classes nobody has a picture of."
            };
            return Task.CompletedTask;
        }));
        services.AddRequestTimeouts(timeouts =>
            timeouts.DefaultPolicy = new()
            {
                Timeout = options.Timeout,
                TimeoutStatusCode = StatusCodes.Status408RequestTimeout
            });
        services.AddRateLimiter(limiter =>
        {
            limiter.AddConcurrencyLimiter(PredictEndpoint.Limit, limit =>
            {
                limit.PermitLimit = options.MaxConcurrent;
                limit.QueueLimit = options.MaxQueued;
                limit.QueueProcessingOrder = QueueProcessingOrder.OldestFirst;
            });
            limiter.OnRejected = async (context, _) =>
            {
                context.HttpContext.Response.Headers.RetryAfter = "1";
                await Results.Problem(statusCode: StatusCodes.Status429TooManyRequests,
                    detail: "the service is busy; try again in a second.").ExecuteAsync(context.HttpContext);
            };
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.MaxDepth = 16;
            json.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        });
    }

    private static void Use(WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = Problems.Handle,
            SuppressDiagnosticsCallback = context =>
            context.Exception is not null && Problems.IsCallersFault(context.Exception)
        });
        app.UseStatusCodePages();
        app.Use(AddHeaders);
        app.UseRouting();
        var registry = app.Services.GetRequiredService<ServiceMetrics>().Registry;
        app.UseHttpMetrics(metrics => (metrics.RequestCount.Registry, metrics.InProgress.Registry,
            metrics.RequestDuration.Registry) = (registry, registry, registry));
        app.UseRequestTimeouts();
        app.UseRateLimiter();
        PredictEndpoint.Map(app);
        ClassEndpoints.Map(app);
        PageEndpoints.Map(app);
        app.MapGet("/health", (ModelCatalog catalog) => new { status = "ok", models = catalog.All.Count })
            .WithSummary("Whether the service is up.");
        app.MapMetrics("/metrics", registry);
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    /// <summary>Nothing of another host, no guessing of types, no framing.</summary>
    private static Task AddHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return next(context);
    }

    /// <summary>Lets signals be.</summary>
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
