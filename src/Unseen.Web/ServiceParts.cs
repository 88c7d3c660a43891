using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Unseen.Extensions.Hosting;
using Unseen.Runs.Photographs;
using Unseen.Web.Adapting;
using Unseen.Web.Hosting;

namespace Unseen.Web;

/// <summary>Adds the parts of a service to dependency injection, configured by its options.</summary>
internal static class ServiceParts
{
    /// <summary>Adds the parts.</summary>
    /// <param name="services">receives the parts</param>
    /// <param name="options">the options of the service</param>
    /// <param name="isLocal">whether the service listens only on loopback addresses</param>
    public static void Add(IServiceCollection services, ServiceOptions options, bool isLocal)
    {
        services.AddSingleton(options).AddSingleton<ServiceMetrics>().AddSingleton<RunResults>()
            .AddSingleton<Adaptations>();
        services.AddUnseen();
        foreach (var model in options.Models)
            services.AddUnseen(model.Name, hosted => (hosted.Path, hosted.ReloadInterval, hosted.MaxImageBytes,
                hosted.MaxPixels) = (model.Path, options.ReloadInterval, options.MaxBodyBytes, options.MaxPixels));
        services.AddHealthChecks().AddUnseen("models").AddCheck<QueueHealthCheck>("queue");
        services.AddSingleton<IHostLifetime, CallersLifetime>().AddSingleton<PredictQueue>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTime);
        services.AddRouting().AddRequestDecompression().AddProblemDetails(problems =>
            problems.CustomizeProblemDetails = context => context.ProblemDetails.Detail ??= GetDetail(
                context.HttpContext.Response.StatusCode));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new()
        {
            Timeout = options.Timeout,
            TimeoutStatusCode = StatusCodes.Status408RequestTimeout
        });
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.MaxDepth = 16;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        });
        ApiDescription.Add(services);
        if (options.Project is { } project)
            services.AddSingleton(_ => AnnotationSession.Open(project, options.FeatureCache));
        AddProtection(services, options);
        AddNetwork(services, options, isLocal);
    }

    private static void AddProtection(IServiceCollection services, ServiceOptions options)
    {
        services.AddSingleton(provider => new KeyRing(
            options.KeyFile, options.OwnerKey, provider.GetRequiredService<ILogger<KeyRing>>()));
        services.AddSingleton(provider => new CertificateSource(
            options.Certificate, options.CertificateKey, provider.GetRequiredService<ILogger<CertificateSource>>()));
        // AddAuthentication would also add data protection, which writes key files into the user's home folder.
        services.AddAuthenticationCore(authentication =>
            authentication.DefaultScheme = KeyAuthentication.SchemeName);
        services.AddSingleton(TimeProvider.System).AddSingleton(UrlEncoder.Default);
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(
            KeyAuthentication.SchemeName, configureOptions: null);
        services.AddAuthorization(authorization => KeyAuthentication.AddPolicies(authorization, options.RequireKey));
        services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy(PredictQueue.Policy, context => RateLimitPartition.Get(
                "", _ => (RateLimiter)context.RequestServices.GetRequiredService<PredictQueue>()));
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                options.RequestsPerMinute is { } perMinute && context.Request.Path.StartsWithSegments(Pipeline.Api)
                    ? RateLimitPartition.GetTokenBucketLimiter(GetCaller(context), _ => Bucket(perMinute))
                    : RateLimitPartition.GetNoLimiter(""));
            limiter.OnRejected = RejectAsync;
        });
    }

    private static void AddNetwork(IServiceCollection services, ServiceOptions options, bool isLocal)
    {
        services.Configure<HostFilteringOptions>(filter =>
        {
            filter.AllowedHosts = options.AllowedHosts.Count > 0 ? [.. options.AllowedHosts]
                : isLocal && options.TrustedProxies.Count == 0 ? ["localhost", "127.0.0.1", "[::1]", options.Host]
                : ["*"];
            filter.IncludeFailureMessage = false; // UseStatusCodePages writes problem details instead
        });
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins([.. options.AllowedOrigins])
            .AllowAnyMethod().AllowAnyHeader().WithExposedHeaders("Retry-After", "Location")));
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = options.TrustedProxies.Count > 0
                ? ForwardedHeaders.All : ForwardedHeaders.None;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            forwarded.ForwardLimit = null; // any number of proxies in a row, as long as each of them is trusted
            foreach (var proxy in options.TrustedProxies)
                if (IPAddress.TryParse(proxy, out var address))
                    forwarded.KnownProxies.Add(address);
                else
                    forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        });
    }

    /// <summary>Explains a status that ASP.NET Core returns without details.</summary>
    private static string? GetDetail(int status) => status switch
    {
        StatusCodes.Status400BadRequest =>
            "The service does not answer to the host name of this request. Its option --allowed-hosts lists the names.",
        StatusCodes.Status404NotFound => "There is nothing at this path. /openapi/v1.json describes the interface.",
        StatusCodes.Status405MethodNotAllowed =>
            "This path does not take this method. The header Allow lists the methods that it takes.",
        _ => null,
    };

    /// <summary>Gets the holder of the request's key, or the address of a request without a key.</summary>
    private static string GetCaller(HttpContext context) => context.User.Identity?.Name is { } holder
        ? $"key {holder}" : $"address {context.Connection.RemoteIpAddress}";

    private static TokenBucketRateLimiterOptions Bucket(int perMinute) => new()
    {
        TokenLimit = perMinute,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
    };

    private static async ValueTask RejectAsync(OnRejectedContext context, CancellationToken cancellation)
    {
        var isRate = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.HttpContext.Response.Headers.RetryAfter = seconds;
        await Results.Problem(statusCode: StatusCodes.Status429TooManyRequests, detail: isRate
            ? $"This is more than the allowed number of requests per minute; try again in {seconds} s."
            : "The service is busy; try again in a second.").ExecuteAsync(context.HttpContext);
    }

    /// <summary>Leaves signals to the program that started the service.</summary>
    private sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
