using Unseen.Data.Inspection;
using Unseen.Data.Layouts;

namespace Unseen.Data.Caching;

/// <summary>
/// A folder of converted datasets that have been checked. <c>DatasetLoader</c> maps them instead of reading the
/// original files. Safe to use from several threads and processes.
/// </summary>
/// <remarks>
/// <para>The key of an entry consists of the name of the dataset, the SHA-256 and the names of the original files, the
/// selected descriptors, the reading options and the build of this library. An entry is therefore not used after a file
/// has changed, or by another build. A new entry replaces the earlier entries for the same files, selection and reading
/// options. A file of 64 MiB or more is not hashed again while its path, length and last-write time stay the
/// same.</para>
/// <para>An entry that is incomplete or damaged is created anew. The check for damage covers the structure of the
/// entry, all values except features and notes, and a sample of the features. If the folder cannot be written to,
/// nothing is cached, which is not an error. Files of less than 1 MiB in total are not cached, since the original files
/// load as fast. If the original file can be mapped as it is, the entry only marks it as valid.</para>
/// </remarks>
public sealed class DatasetCache
{
    /// <summary>Creates a cache in a folder, which is created with the first entry.</summary>
    /// <param name="folderPath">path of the folder</param>
    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    public DatasetCache(string folderPath)
    {
        ArgumentNullException.ThrowIfNull(folderPath);
        Require.That(folderPath.Length > 0, nameof(folderPath), "the path of a folder", "empty");
        FolderPath = Path.GetFullPath(folderPath);
    }

    /// <summary>Full path of the folder.</summary>
    public string FolderPath { get; }

    /// <summary>Minimum total length of the original files for a dataset to be cached, in bytes.</summary>
    internal long MinBytesKept { get; init; } = 1 << 20;

    /// <summary>Minimum length of an original file for its checksum to be stored, in bytes.</summary>
    internal long MinBytesRemembered { get; init; } = 1 << 26;

    /// <summary>Gets the dataset from its entry in the cache. If there is none, reads the dataset from its files and
    /// stores it.</summary>
    /// <param name="files">the files of the dataset</param>
    /// <param name="selection">the selection of descriptors, and options that change how the files are read</param>
    /// <param name="readValid">reads the dataset from its files, and throws if it is not valid</param>
    internal GzslDataset Load(DatasetFiles files, string? selection, Func<FileChecksums, GzslDataset> readValid)
    {
        var before = GetStates(files); // before hashing, to notice files that change during the load
        var known = new KnownChecksums(FolderPath, MinBytesRemembered);
        using var checksums = FileChecksums.Begin(files.Paths, known.GetChecksum);
        if (before.Values.Sum(state => state.Length) < MinBytesKept
            || GetKey(files, selection, checksums) is not { } key)
            return readValid(checksums);
        var entry = new CacheEntry(FolderPath, key);
        if (entry.Read() is { } cached)
            return cached;
        if (entry.IsKnownValid())
            return LabelColumns.WithNote(files.ReadWith(checksums));
        var dataset = readValid(checksums);
        var after = GetStates(files);
        if (before.All(file => after[file.Key] == file.Value))
            entry.Write(dataset);
        return dataset;
    }

    /// <summary>Computes the key; null if a file cannot be read, since the reader of the file then throws with a better
    /// message.</summary>
    private static CacheKey? GetKey(DatasetFiles files, string? selection, FileChecksums checksums)
    {
        try
        {
            return CacheKey.Create(files, selection, checksums);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Dictionary<string, FileState> GetStates(DatasetFiles files) =>
        files.Paths.Distinct().ToDictionary(path => path, FileState.Read);
}
