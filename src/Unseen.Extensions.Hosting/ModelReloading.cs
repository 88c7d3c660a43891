using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Unseen.Extensions.Hosting;

/// <summary>Loads the models when the host starts, and loads a model again when its file changes.</summary>
internal sealed partial class ModelReloading(UnseenModels models, ILogger<ModelReloading> logger) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var model in models.All)
            LogLoaded(model.Name, model.Model.ClassNames.Count, model.Folder);
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(models.All.Select(model => WatchAsync(model, stoppingToken)));

    private async Task WatchAsync(HostedModel model, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(model.Options.ReloadInterval);
        while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            if (model.Reload() is { } isServed)
                if (isServed)
                    LogReloaded(model.Name, model.Model.ClassNames.Count);
                else
                    LogRefused(model.Name, model.Refusal?.Reason ?? "");
    }

    [LoggerMessage(1, LogLevel.Debug, "{Model}: loaded, {Classes} classes, from {Folder}")]
    private partial void LogLoaded(string model, int classes, string folder);

    [LoggerMessage(2, LogLevel.Information, "{Model}: loaded again, {Classes} classes")]
    private partial void LogReloaded(string model, int classes);

    [LoggerMessage(3, LogLevel.Warning, "{Model}: the changed file is not served: {Reason}")]
    private partial void LogRefused(string model, string reason);
}
