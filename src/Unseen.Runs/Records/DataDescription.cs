namespace Unseen.Runs.Records;

/// <summary>The data of a run.</summary>
public sealed record DataDescription
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Full path of its folder or file.</summary>
    public string? Path { get; init; }

    /// <summary>Name of the features file, or null for the usual one.</summary>
    public string? Features { get; init; }

    /// <summary>Name of the descriptors, or null for the usual ones.</summary>
    public string? Semantics { get; init; }

    /// <summary>SHA-256 of its files by their names.</summary>
    public IReadOnlyDictionary<string, string> Sha256 { get; init; } = new Dictionary<string, string>();

    /// <summary>The location of the data when the run began, or null if it is not known.</summary>
    public DataSource? ToSource() => Path is null ? null : new DataSource(Path, Features, Semantics);
}
