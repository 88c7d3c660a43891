using System.Text.Json.Nodes;
using Unseen.Runs.Records;

namespace Unseen.Runs.Folders;

/// <summary>
/// The built-in configurations of published methods by name, such as "cub-wgan-zlap". There is one for every pair of a
/// method in configs/methods.json and a dataset in configs/datasets.json. The configuration "encoder", from
/// configs/encoder.json, is for features of any encoder of images and texts.
/// </summary>
/// <remarks>
/// A dataset can have an object of values under the name of a generator, classifier or adjustment. In a configuration
/// that uses this component, these values replace the method's values. The exception is "pseudo": the dataset's number
/// is used only if the method's value is "published". It is the number under the name of the generator or, if there is
/// none, the dataset's general number. A value that depends on the descriptors is an object with one value for each
/// kind of descriptors.
/// </remarks>
internal static class BuiltInConfigs
{
    private const string PseudoKey = "pseudo", AsPublished = "published", SemanticsKey = "semantics";
    private const string EncoderName = "encoder";
    private const int PublishedFeatureWidth = 2048; // of ResNet-101

    private static readonly JsonObject _methods = Resource("methods"), _datasets = Resource("datasets");

    /// <summary>The names of the configurations of methods for benchmark datasets, sorted.</summary>
    public static IReadOnlyList<string> DatasetNames { get; } =
        [.. (from dataset in _datasets from method in _methods select GetName(dataset.Key, method.Key))
            .Order(StringComparer.Ordinal)];

    /// <summary>The names of all configurations, with "encoder" last.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. DatasetNames, EncoderName];

    /// <summary>Gets a configuration as JSON text, or null if there is none of that name.</summary>
    public static string? Find(string name) => Create(name)?.ToJsonString();

    /// <summary>Reads a configuration that must exist.</summary>
    /// <exception cref="UsageException">There is no configuration of that name.</exception>
    public static JsonObject Read(string name) => Create(name)
        ?? throw new UsageException(
            $"there is no method or configuration '{name}'. unseen methods lists "
                + $"them.{NearestName.Question(name, Names)}");

    /// <summary>Determines whether features and descriptors have the widths of published results on a
    /// dataset.</summary>
    /// <param name="dataset">name of the dataset, such as "CUB"</param>
    /// <param name="featureWidth">feature width D</param>
    /// <param name="descriptorWidth">descriptor width A</param>
    public static bool HasPublishedSize(string dataset, int featureWidth, int descriptorWidth) =>
        featureWidth == PublishedFeatureWidth && _datasets[dataset] is JsonObject own
        && own["descriptorWidth"] is { } width
        && (width is JsonObject widths ? widths.Select(pair => pair.Value!) : [width])
            .Any(one => (int)one == descriptorWidth);

    /// <summary>Gets the published U, S and H of a method, in per cent and under the paper protocol.</summary>
    /// <param name="dataset">name of the dataset, such as "CUB"</param>
    /// <param name="method">name of the method, such as "wgan-zlap"</param>
    /// <param name="descriptorWidth">descriptor width A</param>
    /// <returns>null if none are published for this method, dataset and descriptors</returns>
    public static (double U, double S, double H)? PublishedScores(string dataset, string method, int descriptorWidth)
    {
        if (_methods[method]?["published"]?[dataset] is not JsonArray scores)
            return null;
        var width = ResolveSemantics(
            _datasets[dataset]!["descriptorWidth"]!, Create(dataset, method)[JsonConfig.Section]!);
        return (int)width == descriptorWidth ? ((double)scores[0]!, (double)scores[1]!, (double)scores[2]!) : null;
    }

    private static JsonObject? Create(string name)
    {
        if (name == EncoderName)
            return Resource(EncoderName);
        var found = from dataset in _datasets
                    from method in _methods
                    where GetName(dataset.Key, method.Key) == name
                    select Create(dataset.Key, method.Key);
        return found.FirstOrDefault();
    }

    private static JsonObject Create(string dataset, string method)
    {
        var (whole, own) = (_methods[method]!.AsObject(), _datasets[dataset]!.AsObject());
        var generator = (string?)whole["config"]!["generator"];
        var pseudo = (generator is null ? null : own[generator]?[PseudoKey]) ?? own[PseudoKey]!;
        var config = new JsonObject { ["protocol"] = "paper" };
        foreach (var (key, value) in whole["config"]!.AsObject())
            config[key] = key == PseudoKey && value is JsonValue text && text.ToString() == AsPublished
                ? pseudo.DeepClone() : value!.DeepClone();
        if (own[SemanticsKey] is { } semantics)
            config[SemanticsKey] = semantics.DeepClone();
        foreach (var chosen in ((string[])["generator", "classifier", "adjust"]).Select(kind => (string?)config[kind])
            .OfType<string>())
            foreach (var (key, value) in (own[chosen]?.AsObject() ?? []).Where(pair => pair.Key != PseudoKey))
                config[key] = ResolveSemantics(value!, config).DeepClone();
        var scores = whole["published"]?[dataset]?.AsArray();
        return new JsonObject
        {
            ["paper"] = whole["paper"]!.DeepClone(),
            ["dataset"] = dataset,
            ["method"] = method,
            ["description"] = ((string)whole["description"]!)
                .Replace($"{{{PseudoKey}}}", $"{pseudo}", StringComparison.Ordinal),
            ["command"] = $"unseen train --config {GetName(dataset, method)} --data data/{dataset}",
            ["published"] = scores is null ? null
                : new JsonObject
                {
                    ["U"] = scores[0]!.DeepClone(),
                    ["S"] = scores[1]!.DeepClone(),
                    ["H"] = scores[2]!.DeepClone()
                },
            [JsonConfig.Section] = config,
        };
    }

    /// <summary>Gets a value of a dataset for the descriptors that a configuration names.</summary>
    private static JsonNode ResolveSemantics(JsonNode value, JsonNode config) =>
        value is JsonObject values ? values[(string)config[SemanticsKey]!]! : value;

    private static string GetName(string dataset, string method) => $"{dataset.ToLowerInvariant()}-{method}";

    private static JsonObject Resource(string name)
    {
        using var stream = typeof(BuiltInConfigs).Assembly.GetManifestResourceStream($"configs/{name}.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
