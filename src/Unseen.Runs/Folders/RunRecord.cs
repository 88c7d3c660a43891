using System.Text.Json;
using System.Text.Json.Nodes;
using Unseen.Inference;

namespace Unseen.Runs.Folders;

/// <summary>What a run's folder says about its model; a model file without such files beside it says nothing.</summary>
internal sealed record RunRecord
{
    /// <summary>Where its data was, or null.</summary>
    public DataSource? Source { get; private init; }

    /// <summary>SHA-256 of the data's files by name, empty where unknown.</summary>
    public IReadOnlyDictionary<string, string> Checksums { get; private init; } = new Dictionary<string, string>();

    /// <summary>"fair" or "paper", or null.</summary>
    public string? Protocol { get; private init; }

    /// <summary>The scores of the model's seed as they were recorded, or null.</summary>
    public JsonObject? Scores { get; private init; }

    /// <summary>Reads the record of a run.</summary>
    /// <param name="run">a run's folder, or a model file in one</param>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    public static RunRecord Read(string run)
    {
        RequireThere(run);
        var folder = Directory.Exists(run) ? run : Path.GetDirectoryName(Path.GetFullPath(run))!;
        var options = ReadJson(Path.Combine(folder, RunConfig.FileName));
        var data = options?["data"];
        return new RunRecord
        {
            Source = (string?)data?["path"] is { } path
                ? new(path, (string?)data["features"], (string?)data["semantics"]) : null,
            Checksums = data?["sha256"] is JsonObject sums
                ? sums.ToDictionary(pair => pair.Key, pair => (string)pair.Value!) : [],
            Protocol = (string?)options?["protocol"],
            Scores = ReadJson(Path.Combine(folder, RunMetrics.FileName))?["perSeed"]?[0] as JsonObject,
        };
    }

    /// <summary>Whether a run has all its results, and nothing in its place that is not finished.</summary>
    public static bool IsComplete(string run) =>
        ReadJson(Path.Combine(RunFolder.Unfinished(run), RunMetrics.FileName))?["interrupted"] is JsonValue interrupted
        && interrupted.GetValueKind() == JsonValueKind.False;

    /// <summary>What options.json says of the photographs that a run is trained on, or null if it is trained on
    /// features.</summary>
    public static JsonObject? PhotographsOf(string folder) =>
        ReadJson(Path.Combine(folder, RunConfig.FileName))?[RunConfig.PhotographsKey] as JsonObject;

    /// <summary>Says what RUN must be, where there is nothing.</summary>
    public static void RequireThere(string run)
    {
        if (!Path.Exists(run))
            throw new FileNotFoundException($"{run}: RUN must be the folder of a run or a model file, but was absent.");
    }

    private static JsonNode? ReadJson(string path)
    {
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) : null;
        }
        catch (JsonException exception)
        {
            throw new ModelFileException(path, "file", "JSON", exception.Message.TrimEnd('.'), exception);
        }
    }
}
