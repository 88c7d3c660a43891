using System.Text.Json;
using System.Text.Json.Nodes;
using Unseen.Data;
using Unseen.Runs.Predictions;

namespace Unseen.Runs.Shards;

/// <summary>The record beside an output, which says how the output was computed. As long as the record matches the
/// input and the settings, the output is not computed again.</summary>
/// <param name="Model">SHA-256 of the model file</param>
/// <param name="Input">full path of the shard</param>
/// <param name="InputDigest">digest of parts of the shard (<see cref="ShardDigest"/>), which can detect a change even
/// if length and time are the same</param>
/// <param name="InputBytes">length of the shard in bytes</param>
/// <param name="InputWritten">time of the last write to the shard, in UTC</param>
/// <param name="Format">format of the output</param>
/// <param name="Top">maximum number of classes per row</param>
/// <param name="UnseenOnly">whether only unseen classes are predicted</param>
/// <param name="Reject">share of images of known classes that may be refused; null to refuse none</param>
internal sealed record ShardRecord(
    string Model, string Input, string InputDigest, long InputBytes, DateTime InputWritten, PredictionFormat Format,
    int Top, bool UnseenOnly, double? Reject)
{
    private const string Extension = ".json";
    private const string RowsKey = "rows";
    private const string InputKey = "input";

    /// <summary>The number of rows of the shard; set after scoring.</summary>
    public long Rows { get; init; }

    /// <summary>The length of the output in bytes; set after writing.</summary>
    public long OutputBytes { get; init; }

    /// <summary>Gets the path of an output's record.</summary>
    public static string GetPath(string output) => Path.ChangeExtension(output, Extension);

    /// <summary>Determines whether a complete output of the same input and settings exists.</summary>
    public bool Holds(string output)
    {
        var file = new FileInfo(output);
        return file.Exists && Read(GetPath(output)) is { } record && record.Remove(RowsKey)
            && JsonNode.DeepEquals(record, (this with { OutputBytes = file.Length }).ToJson());
    }

    /// <summary>Requires that an existing output was not computed from another shard of the same name.</summary>
    /// <exception cref="UnseenDataException">The output was computed from another shard.</exception>
    public void RequireOwn(string output)
    {
        if (File.Exists(output) && Read(GetPath(output))?[InputKey] is JsonValue value
            && value.TryGetValue<string>(out var other) && !RealPath.Comparer.Equals(other, Input))
            throw new UnseenDataException(output, $"this file has the results of {other}, not of {Input}. Choose "
                + "another folder with --out, or delete the file.");
    }

    /// <summary>Writes the record of an output. Call this after the output is complete.</summary>
    public void Write(string output)
    {
        var json = ToJson();
        json[RowsKey] = Rows;
        AtomicFile.WriteText(GetPath(output), JsonText.Indented(json));
    }

    private JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["model"] = Model,
            [InputKey] = Input,
            ["inputDigest"] = InputDigest,
            ["inputBytes"] = InputBytes,
            ["inputWritten"] = InputWritten,
            ["format"] = Names.Get(Format),
            ["top"] = Top,
            ["unseenOnly"] = UnseenOnly,
            ["outputBytes"] = OutputBytes,
        };
        if (Reject is not null) // records of earlier versions have no such key
            json["reject"] = Reject;
        return json;
    }

    /// <summary>Reads a record; null if there is none or it is not valid.</summary>
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
