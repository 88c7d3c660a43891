using System.Text.Json;
using System.Text.Json.Nodes;
using Unseen.Data;
using Unseen.Runs.Predictions;

namespace Unseen.Runs.Shards;

/// <summary>What stands beside an output and says what it was made of: where it still holds, the output need not be
/// made again.</summary>
/// <param name="Model">SHA-256 of the model file</param>
/// <param name="Input">full path of the shard</param>
/// <param name="InputDigest">tells shards of equal length and time apart</param>
/// <param name="InputBytes">length of the shard</param>
/// <param name="InputWritten">when the shard was last written, in UTC</param>
/// <param name="Format">how the output is written</param>
/// <param name="Top">classes for each row</param>
/// <param name="UnseenOnly">whether only unseen classes are named</param>
internal sealed record ShardRecord(
    string Model, string Input, string InputDigest, long InputBytes, DateTime InputWritten, PredictionFormat Format,
    int Top, bool UnseenOnly)
{
    private const string Extension = ".json";
    private const string RowsKey = "rows";
    private const string InputKey = "input";

    /// <summary>Rows of the shard, once they are scored.</summary>
    public long Rows { get; init; }

    /// <summary>Length of the output, once it is there.</summary>
    public long OutputBytes { get; init; }

    /// <summary>The path of an output's record.</summary>
    public static string PathOf(string output) => Path.ChangeExtension(output, Extension);

    /// <summary>Whether a complete output of the same input exists.</summary>
    public bool Holds(string output)
    {
        var file = new FileInfo(output);
        return file.Exists && Read(PathOf(output)) is { } record && record.Remove(RowsKey)
            && JsonNode.DeepEquals(record, (this with { OutputBytes = file.Length }).ToJson());
    }

    /// <summary>Refuses to replace an output that was made of another shard of the same name.</summary>
    /// <exception cref="DataException">There is such an output.</exception>
    public void RequireOwn(string output)
    {
        if (File.Exists(output) && Read(PathOf(output))?[InputKey] is JsonValue value
            && value.TryGetValue<string>(out var other) && !RealPath.Comparer.Equals(other, Input))
            throw new DataException(output, "output", $"of {Input}", $"of {other}. Choose another --out, or delete it");
    }

    /// <summary>Writes the record of an output, once that is there.</summary>
    public void Write(string output)
    {
        var json = ToJson();
        json[RowsKey] = Rows;
        AtomicFile.WriteText(PathOf(output), JsonText.Indented(json));
    }

    private JsonObject ToJson() => new()
    {
        ["model"] = Model,
        [InputKey] = Input,
        ["inputDigest"] = InputDigest,
        ["inputBytes"] = InputBytes,
        ["inputWritten"] = InputWritten,
        ["format"] = Names.Of(Format),
        ["top"] = Top,
        ["unseenOnly"] = UnseenOnly,
        ["outputBytes"] = OutputBytes,
    };

    /// <summary>A record, or null if there is none that can be read.</summary>
    private static JsonObject? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonNode.Parse(
                File.ReadAllText(path), documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
