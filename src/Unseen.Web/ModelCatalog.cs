using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Unseen.Images.Decoding;

namespace Unseen.Web;

/// <summary>The models of a service, by name. A model whose file changes is loaded again.</summary>
internal sealed partial class ModelCatalog : BackgroundService
{
    private readonly List<ModelHost> _hosts = [];
    private readonly ServiceOptions _options;
    private readonly ServiceMetrics _metrics;
    private readonly ILogger<ModelCatalog> _logger;

    /// <summary>Loads the models.</summary>
    /// <exception cref="Inference.ModelFileException">A model cannot be loaded.</exception>
    /// <exception cref="Images.ImageDataException">A model's image models are missing or not those it was trained
    /// with.</exception>
    public ModelCatalog(ServiceOptions options, ServiceMetrics metrics, ILogger<ModelCatalog> logger)
    {
        (_options, _metrics, _logger) = (options, metrics, logger);
        var limits = new ImageLimits { MaxBytes = options.MaxBodyBytes, MaxPixels = options.MaxPixels };
        try
        {
            foreach (var source in options.Models)
                _hosts.Add(new ModelHost(source, limits));
            metrics.ObserveModels(_hosts);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>All models, the default first.</summary>
    public IReadOnlyList<ModelHost> All => _hosts;

    /// <summary>The model with a name, or the default if the name is null or empty.</summary>
    /// <exception cref="BadHttpRequestException">There is no such model.</exception>
    public ModelHost Find(string? name) => string.IsNullOrEmpty(name)
        ? _hosts[0]
        : _hosts.FirstOrDefault(host => host.Name == name)
            ?? throw new BadHttpRequestException(
                $"There is no such model. The models are {string.Join(", ", _hosts.Select(host => host.Name))}.",
                StatusCodes.Status404NotFound);

    public override void Dispose()
    {
        base.Dispose();
        foreach (var host in _hosts)
            host.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.ReloadInterval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            foreach (var host in _hosts)
                Reload(host);
    }

    private void Reload(ModelHost host)
    {
        try
        {
            if (!host.Reload())
                return;
            _metrics.Reloaded(host.Name, succeeded: true);
            LogReloaded(host.Name, host.Current.Model.ClassNames.Count);
        }
        catch (Exception exception)
        {
            _metrics.Reloaded(host.Name, succeeded: false);
            LogRefused(host.Name, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Model}: loaded again, {Classes} classes")]
    private partial void LogReloaded(string model, int classes);

    [LoggerMessage(LogLevel.Warning, "{Model}: the changed file is not served: {Reason}")]
    private partial void LogRefused(string model, string reason);
}
