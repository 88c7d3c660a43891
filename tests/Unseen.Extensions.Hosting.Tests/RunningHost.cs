using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Unseen.Web.Tests;

namespace Unseen.Extensions.Hosting.Tests;

/// <summary>A started host with models and their health checks.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly IHost _host;

    private RunningHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public UnseenModels Models => Services.GetRequiredService<UnseenModels>();

    public static Task<RunningHost> StartAsync(ColourRun run, Action<UnseenModelOptions>? change = null) =>
        StartAsync(services => services.AddUnseen("colours", options =>
        {
            options.Path = run.Folder;
            options.ReloadInterval = TimeSpan.FromMilliseconds(20);
            change?.Invoke(options);
        }));

    public static async Task<RunningHost> StartAsync(Action<IServiceCollection> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        add(builder.Services);
        builder.Services.AddHealthChecks().AddUnseen();
        var host = builder.Build();
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            return new RunningHost(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public Task<HealthReport> CheckAsync() => Services.GetRequiredService<HealthCheckService>()
        .CheckHealthAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
