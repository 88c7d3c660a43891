using Unseen.Data;
using Unseen.Data.Caching;
using Unseen.Data.Loading;

namespace Unseen.Runs.Records;

/// <summary>The location of a dataset.</summary>
/// <param name="Path">folder or file</param>
/// <param name="Features">name of the features file, or null for the default</param>
/// <param name="Semantics">name of the descriptors, or null for the default</param>
public sealed record DataSource(string Path, string? Features, string? Semantics)
{
    /// <summary>Options that override the detected format of the files; null (default) to detect everything.</summary>
    public ReadingOptions? Reading { get; init; }

    /// <summary>Loads the dataset.</summary>
    /// <param name="cache">the cache of converted datasets, or null for none</param>
    /// <exception cref="ArgumentException"><see cref="Reading"/> is not valid.</exception>
    /// <exception cref="UnseenDataException">A file is absent or damaged, or the data has an error.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the folder is denied.</exception>
    public GzslDataset Load(DatasetCache? cache) => DatasetLoader.Load(Path, Features, Semantics, cache, Reading);
}
