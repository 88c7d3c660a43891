using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Unseen.Extensions.Hosting;

namespace Unseen.Web.Adapting;

/// <summary>The adaptations of the service's models, by model.</summary>
internal sealed class Adaptations(ILogger<Adaptations> logger, IHostApplicationLifetime lifetime)
{
    private readonly ConcurrentDictionary<string, ModelAdaptation> _byModel = new();

    /// <summary>Gets the adaptation of a model.</summary>
    public ModelAdaptation GetOrAdd(HostedModel hosted) => _byModel.GetOrAdd(
        hosted.Name, _ => new ModelAdaptation(hosted, logger, lifetime.ApplicationStopping));
}
