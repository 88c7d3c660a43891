using Unseen.Data;

namespace Unseen.Runs.Shards;

/// <summary>Finds files of features.</summary>
public static class ShardFiles
{
    /// <summary>The extension of NumPy archives.</summary>
    public const string Npz = ".npz";

    /// <summary>The extension of Parquet files.</summary>
    public const string Parquet = ".parquet";

    /// <summary>Finds the .npz and .parquet files of a folder, sorted by name (ordinal), or a single file.</summary>
    /// <param name="path">the folder or file</param>
    /// <exception cref="UnseenDataException">There are no such files, or two of them would have the same
    /// output.</exception>
    public static string[] Find(string path)
    {
        if (!Directory.Exists(path))
            return File.Exists(path) && IsShard(path)
                ? [path]
                : throw new UnseenDataException(path,
                    $"{(File.Exists(path) ? "this is a file of another kind" : "it does not exist")}. Features "
                        + $"are {Npz} or {Parquet} files, or a folder of them.");
        string[] files = [.. Directory.EnumerateFiles(path).Where(IsShard)
            .OrderBy(Path.GetFileName, StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new UnseenDataException(path, $"the folder has no {Npz} or {Parquet} files.");
        if (files.GroupBy(Path.GetFileNameWithoutExtension).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new UnseenDataException(path,
                $"{string.Join(" and ", twice.Select(Path.GetFileName))} would have the same results file. "
                    + "Rename one of them.");
        return files;
    }

    /// <summary>Determines whether a file has an extension, in upper or lower case.</summary>
    internal static bool HasExtension(string path, string extension) =>
        path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    private static bool IsShard(string path) => HasExtension(path, Npz) || HasExtension(path, Parquet);
}
