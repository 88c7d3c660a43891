using System.Text.Json.Nodes;
using Unseen.Data;
using Unseen.Training;

namespace Unseen.Runs.Folders;

/// <summary>The content of options.json: all that a run depended on, and a configuration that repeats it.</summary>
internal static class RunConfig
{
    public const string FileName = "options.json";

    /// <summary>The key of what says which photographs the data was made from.</summary>
    public const string PhotographsKey = "photographs";

    /// <summary>The content of the file.</summary>
    /// <param name="options">the run's options</param>
    /// <param name="source">where its data is</param>
    /// <param name="dataset">its data</param>
    /// <param name="time">when it began</param>
    /// <param name="photographs">the photographs that the data is made from, or null (default)</param>
    public static JsonObject Create(
        RunOptions options, DataSource source, GzslDataset dataset, DateTimeOffset time, JsonObject? photographs = null)
        => new()
        {
            ["format"] = 1,
            ["time"] = time.ToString("yyyy-MM-ddTHH:mm:sszzz"),
            [JsonConfig.Section] = Configuration(options, source),
            ["options"] = options.ToJson(),
            ["protocol"] = FlagTextOf(options.Protocol),
            ["seeds"] = JsonText.Of(options.Seeds),
            ["data"] = new JsonObject
            {
                ["name"] = dataset.Name,
                ["path"] = Path.GetFullPath(source.Path),
                ["features"] = source.Features,
                ["semantics"] = source.Semantics,
                ["sha256"] = new JsonObject(dataset.Checksums.Select(
                pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            },
            [PhotographsKey] = photographs,
            ["packages"] = Surroundings.Packages(),
            ["machine"] = Surroundings.Machine(options),
        };

    public static string FlagTextOf<T>(T value)
        where T : struct, Enum => Names.Of(value);

    /// <summary>The configuration that repeats a run.</summary>
    public static JsonObject Configuration(RunOptions options, DataSource source)
    {
        var config = new JsonObject { [JsonConfig.Data] = Path.GetFullPath(source.Path) };
        if (source.Features is not null)
            config[JsonConfig.Features] = source.Features;
        if (source.Semantics is not null)
            config[JsonConfig.Semantics] = source.Semantics;
        if (options.Plugin is { } plugin)
            config[JsonConfig.Plugin] = plugin.Path;
        foreach (var (name, value) in options.ToJson())
            config[name] = value?.DeepClone();
        config[JsonConfig.Seeds] = JsonText.Of(options.Seeds);
        return config;
    }
}
