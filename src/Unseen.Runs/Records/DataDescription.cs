using System.Text.Json.Serialization;
using Unseen.Data;

namespace Unseen.Runs.Records;

/// <summary>The data of a run.</summary>
public sealed record DataDescription
{
    /// <summary>The name of the dataset.</summary>
    public string Name { get; init; } = "";

    /// <summary>The full path of the folder or file, or null if it is not known.</summary>
    public string? Path { get; init; }

    /// <summary>The name of the features file, or null for the default.</summary>
    public string? Features { get; init; }

    /// <summary>The name of the descriptors, or null for the default.</summary>
    public string? Semantics { get; init; }

    /// <summary>The options that overrode the detected format of the files, or null if there were none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReadingOptions? Reading { get; init; }

    /// <summary>The SHA-256 of the files by name.</summary>
    public IReadOnlyDictionary<string, string> Sha256 { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the location of the data at the start of the run, or null if it is not known.</summary>
    public DataSource? ToSource() =>
        Path is null ? null : new DataSource(Path, Features, Semantics) { Reading = Reading };
}
