using Unseen.Data.Layouts;

namespace Unseen.Data.Caching;

/// <summary>
/// A folder of converted datasets, which a loader maps instead of reading, and which were found to be valid before.
/// Safe to use from several threads and processes.
/// </summary>
/// <remarks>
/// <para>An entry is found by the SHA-256 of the source files, their names, the selection and the build of this
/// library, so that a changed file or a newer reader never meets an old entry; the latest entry of a place replaces
/// earlier ones. Sources of 64 MiB and more are not hashed again while their path, length and last-write time stay the
/// same.</para>
/// <para>An entry that is incomplete or damaged (structure, everything but the features, and a sample of these are
/// checked) is made anew. A folder that cannot be written to means no cache, not an error. Sources under 1 MiB are not
/// kept: they load as fast. Of a source that can be mapped as it is, only the knowledge that it is valid is
/// kept.</para>
/// </remarks>
public sealed class DatasetCache
{
    /// <summary>Uses a folder, which is created with the first entry.</summary>
    /// <param name="folderPath">path of the folder</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public DatasetCache(string folderPath)
    {
        ArgumentNullException.ThrowIfNull(folderPath);
        Require.That(folderPath.Length > 0, nameof(folderPath), "the path of a folder", "empty");
        FolderPath = Path.GetFullPath(folderPath);
    }

    /// <summary>Full path of the folder.</summary>
    public string FolderPath { get; }

    /// <summary>Minimum total length of the source files for a dataset to be stored, in bytes.</summary>
    internal long MinBytesKept { get; init; } = 1 << 20;

    /// <summary>Minimum length of a source file for its checksum to be remembered, in bytes.</summary>
    internal long MinBytesRemembered { get; init; } = 1 << 26;

    /// <summary>Gets the dataset from its entry in the cache. If there is none, reads the dataset from its files and
    /// stores it.</summary>
    /// <param name="files">the files of the dataset</param>
    /// <param name="semantics">the selection of descriptors</param>
    /// <param name="readValid">reads the dataset from its files, and throws if it is not valid</param>
    internal GzslDataset Load(DatasetFiles files, string? semantics, Func<FileChecksums, GzslDataset> readValid)
    {
        using var checksums = FileChecksums.Begin(files.Paths, new KnownChecksums(FolderPath, MinBytesRemembered).Of);
        var before = StatesOf(files);
        if (before.Values.Sum(state => state.Length) < MinBytesKept
            || KeyOf(files, semantics, checksums) is not { } key)
            return readValid(checksums);
        var entry = new CacheEntry(FolderPath, key);
        if (entry.Read() is { } cached)
            return cached;
        if (entry.IsKnownValid())
            return files.ReadWith(checksums);
        var dataset = readValid(checksums);
        var after = StatesOf(files);
        if (before.All(file => after[file.Key] == file.Value))
            entry.Write(dataset);
        return dataset;
    }

    /// <summary>Null if a file cannot be read: reading it says so better than this class could.</summary>
    private static CacheKey? KeyOf(DatasetFiles files, string? semantics, FileChecksums checksums)
    {
        try
        {
            return CacheKey.Of(files, semantics, checksums);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Dictionary<string, FileState> StatesOf(DatasetFiles files) =>
        files.Paths.Distinct().ToDictionary(path => path, FileState.Of);
}
