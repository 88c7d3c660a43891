using System.Text.Json.Nodes;
using Unseen.Cli.Flags;
using Unseen.Cli.Photographs;
using Unseen.Data;
using Unseen.Training;

namespace Unseen.Cli.Runs;

/// <summary>The content of options.json: all that a run depended on, and a configuration that repeats it.</summary>
internal static class RunConfig
{
    public const string FileName = "options.json";

    /// <summary>The content of the file.</summary>
    /// <param name="options">the run's options</param>
    /// <param name="source">where its data is</param>
    /// <param name="dataset">its data</param>
    /// <param name="time">when it began</param>
    /// <param name="project">the photographs that the data is made from, or null (default)</param>
    public static JsonObject Create(
        RunOptions options, DataSource source, GzslDataset dataset, DateTimeOffset time, PhotoProject? project = null)
        => new()
        {
            ["format"] = 1,
            ["time"] = time.ToString("yyyy-MM-ddTHH:mm:sszzz"),
            [ConfigFile.Section] = Configuration(options, source),
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
            ["photographs"] = project?.ToJson(),
            ["packages"] = Surroundings.Packages(),
            ["machine"] = Surroundings.Machine(options),
        };

    public static string FlagTextOf<T>(T value)
        where T : struct, Enum => Names.Of(value);

    /// <summary>The configuration that repeats a run.</summary>
    public static JsonObject Configuration(RunOptions options, DataSource source)
    {
        var config = new JsonObject { [CommonFlags.Data.Key] = Path.GetFullPath(source.Path) };
        if (source.Features is not null)
            config[CommonFlags.Features.Key] = source.Features;
        if (source.Semantics is not null)
            config[CommonFlags.Semantics.Key] = source.Semantics;
        if (options.Plugin is { } plugin)
            config[TrainingFlags.Plugin.Key] = plugin.Path;
        foreach (var (name, value) in options.ToJson())
            config[name] = value?.DeepClone();
        config[SeedFlags.Seeds.Key] = JsonText.Of(options.Seeds);
        return config;
    }
}
