using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Unseen.Extensions.Hosting;
using Unseen.Runs.Photographs;
using Unseen.Web.Hosting;

namespace Unseen.Web;

/// <summary>The HTTP service: predictions, classes, metrics and pages.</summary>
public static class UnseenService
{
    /// <summary>Loads the models and starts to listen. The caller stops and disposes the service.</summary>
    /// <param name="options">the options</param>
    /// <param name="cancellation">cancels the start, but not the loading of the models</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    /// <exception cref="InputException">The project's attribute table cannot be read.</exception>
    /// <exception cref="ServiceException">The host, the port, the certificate or the file of keys is not
    /// usable.</exception>
    /// <exception cref="Inference.ModelFileException">A model cannot be loaded.</exception>
    /// <exception cref="Images.ImageDataException">An image model that a model was trained with is missing or has
    /// changed.</exception>
    /// <exception cref="OperationCanceledException">The start was cancelled.</exception>
    public static async Task<WebApplication> StartAsync(
        ServiceOptions options, CancellationToken cancellation = default)
    {
        var app = Create(options);
        try
        {
            await app.StartAsync(cancellation);
            return app;
        }
        catch (Exception exception)
        {
            await app.DisposeAsync();
            throw Listening.Explain(exception, options.Host, options.Port) ?? exception;
        }
    }

    /// <summary>Gets the addresses at which browsers reach a service that was started. If the service listens on all
    /// addresses of this machine, these are the addresses of the network interfaces. Addresses that other machines can
    /// use come first.</summary>
    /// <param name="service">the service</param>
    /// <returns>the base addresses of links, such as http://192.168.1.7:5080</returns>
    public static IReadOnlyList<string> GetAddresses(WebApplication service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return Listening.Reachable(service.Urls);
    }

    /// <summary>Loads the models and creates the service without starting it. The caller starts, stops and disposes
    /// it.</summary>
    /// <param name="options">the options</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    /// <exception cref="InputException">The project's attribute table cannot be read.</exception>
    /// <exception cref="ServiceException">The host, the certificate or the file of keys is not usable.</exception>
    /// <exception cref="Inference.ModelFileException">A model cannot be loaded.</exception>
    /// <exception cref="Images.ImageDataException">An image model that a model was trained with is missing or has
    /// changed.</exception>
    public static WebApplication Create(ServiceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is [_, ..] problems)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        var addresses = Listening.Resolve(options.Host);
        // The empty builder reads no appsettings.json of the current folder and no address from the environment.
        var builder = WebApplication.CreateEmptyBuilder(new());
        var started = false;
        AddLogging(builder, options, () => started);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel((_, kestrel) =>
        {
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = options.Timeout;
            kestrel.AddServerHeader = false;
            Listening.Configure(kestrel, addresses, options.Port,
                kestrel.ApplicationServices.GetRequiredService<CertificateSource>());
        });
        ServiceParts.Add(builder.Services, options, isLocal: Array.TrueForAll(addresses, IPAddress.IsLoopback));
        var app = builder.Build();
        try
        {
            app.Lifetime.ApplicationStarted.Register(() => started = true);
            app.Services.GetRequiredService<CertificateSource>();
            app.Services.GetRequiredService<KeyRing>();
            app.Services.GetRequiredService<UnseenModels>();
            app.Services.GetRequiredService<PredictQueue>();
            app.Services.GetService<AnnotationSession>();
            Pipeline.Use(app, options);
            return app;
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    private static void AddLogging(WebApplicationBuilder builder, ServiceOptions options, Func<bool> isStarted)
    {
        const string level = "Logging:LogLevel:Default";
        builder.Configuration.AddInMemoryCollection([new(level, nameof(LogLevel.Information))])
            .AddEnvironmentVariables();
        if (options.LogLevel is { } lowest)
            builder.Configuration.AddInMemoryCollection([new(level, lowest.ToString())]);
        // A service that cannot start throws an exception; ASP.NET Core would also write it to the log.
        builder.Logging.AddFilter("Microsoft", severity => isStarted() && severity >= LogLevel.Warning)
            // RequestLog writes one line for each request; ASP.NET Core would add two lines about its key.
            .AddFilter(typeof(KeyAuthentication).FullName, LogLevel.Warning)
            .AddConfiguration(builder.Configuration.GetSection("Logging"));
        if (options.LogAsJson)
            builder.Logging.AddJsonConsole(console => console.TimestampFormat = "O");
        else
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
    }
}
