using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Unseen.Extensions.Hosting.Telemetry;
using Unseen.Images.Backbones;

namespace Unseen.Extensions.Hosting;

/// <summary>The models of a host, in the order in which they were added. An image model that several of them use is in
/// memory only once. Thread-safe.</summary>
public sealed class UnseenModels : IDisposable
{
    private readonly List<HostedModel> _all = [];

    /// <summary>Loads the models.</summary>
    /// <exception cref="OptionsValidationException">The options of a model are not valid.</exception>
    /// <exception cref="Inference.ModelFileException">A model cannot be loaded.</exception>
    /// <exception cref="Images.ImageDataException">An image model is missing, or is not the image model that was used
    /// in training.</exception>
    internal UnseenModels(
        IEnumerable<ModelName> names, IOptionsMonitor<UnseenModelOptions> options, PredictionMeter meter)
    {
        try
        {
            foreach (var (name, _) in names)
                _all.Add(new HostedModel(name, options.Get(name), meter, Backbones));
        }
        catch
        {
            Dispose();
            throw;
        }

        meter.Meter.CreateObservableUpDownCounter("unseen.model.classes", Classes, "{class}", "Classes of a model.");
        meter.Meter.CreateObservableGauge("unseen.model.loaded.timestamp", LoadTimes, "s",
            "When the model's file was loaded last, or changed by a request, in seconds since 1970.");
    }

    /// <summary>All models, the default model first.</summary>
    public IReadOnlyList<HostedModel> All => _all;

    /// <summary>The image models that are open.</summary>
    internal BackbonePool Backbones { get; } = new();

    /// <summary>Finds the model with a name; null if there is no such model.</summary>
    /// <param name="name">the name, null or empty for the first model</param>
    public HostedModel? Find(string? name) =>
        string.IsNullOrEmpty(name) ? _all.FirstOrDefault() : _all.Find(model => model.Name == name);

    /// <summary>Closes the image models once the requests that use them have ended.</summary>
    public void Dispose()
    {
        foreach (var model in _all)
            model.Close();
    }

    private IEnumerable<Measurement<int>> Classes()
    {
        foreach (var hosted in _all)
        {
            var isSeen = hosted.Model.IsSeen;
            var seen = isSeen.Count(one => one);
            yield return Group(seen, hosted.Name, "seen");
            yield return Group(isSeen.Count - seen, hosted.Name, "unseen");
        }

        static Measurement<int> Group(int count, string model, string group) => new(count,
            new KeyValuePair<string, object?>(UnseenTelemetry.ModelTag, model),
            new KeyValuePair<string, object?>(UnseenTelemetry.GroupTag, group));
    }

    private IEnumerable<Measurement<double>> LoadTimes() => _all.Select(model => new Measurement<double>(
        (model.LastChanged - DateTime.UnixEpoch).TotalSeconds,
        new KeyValuePair<string, object?>(UnseenTelemetry.ModelTag, model.Name)));
}
