using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Unseen.Web.Models;

/// <summary>Looks at the models' files from time to time, and serves what has changed.</summary>
internal sealed partial class ModelReloader(ModelCatalog catalog, ServiceOptions options, ServiceMetrics metrics, ILogger<ModelReloader> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.ReloadInterval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            foreach (var host in catalog.All)
                Reload(host);
    }

    private void Reload(ModelHost host)
    {
        try
        {
            if (!host.Reload())
                return;
            metrics.Reloaded(host.Name, succeeded: true);
            LogReloaded(host.Name, host.Current.Model.ClassNames.Count);
        }
        catch (Exception exception)
        {
            metrics.Reloaded(host.Name, succeeded: false);
            LogKept(host.Name, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Model}: loaded again, {Classes} classes")]
    private partial void LogReloaded(string model, int classes);

    [LoggerMessage(LogLevel.Warning, "{Model}: the changed file is not served: {Reason}")]
    private partial void LogKept(string model, string reason);
}
