using Unseen.Data;

namespace Unseen.Runs.Shards;

/// <summary>Finds the files with features.</summary>
public static class ShardFiles
{
    /// <summary>Extension of NumPy archives.</summary>
    public const string Npz = ".npz";

    /// <summary>Extension of Parquet files.</summary>
    public const string Parquet = ".parquet";

    /// <summary>The .npz and .parquet files of a folder by their names' code points, or a single one.</summary>
    /// <param name="path">the folder or file</param>
    /// <exception cref="DataException">There is none, or two would have the same output.</exception>
    public static string[] Find(string path)
    {
        if (!Directory.Exists(path))
            return File.Exists(path) && IsShard(path)
                ? [path]
                : throw new DataException(path, "features", $"a folder of {Npz} and {Parquet} files, or one",
                    File.Exists(path) ? "another file" : null);
        string[] files = [.. Directory.EnumerateFiles(path).Where(IsShard)
            .OrderBy(Path.GetFileName, StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new DataException(path, "features", $"a folder of {Npz} and {Parquet} files", "one without any");
        if (files.GroupBy(Path.GetFileNameWithoutExtension).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new DataException(path, "files", "named differently, extensions aside",
                string.Join(" and ", twice.Select(Path.GetFileName)));
        return files;
    }

    private static bool IsShard(string path) => Path.GetExtension(path) is Npz or Parquet;
}
