namespace Unseen.Data.Layouts;

/// <summary>The checksums of the files of a dataset, computed in the background while the files are read.</summary>
internal sealed class FileChecksums : IDisposable
{
    private readonly Dictionary<string, Task<string>> _sums = [];

    private FileChecksums(IEnumerable<string> paths, Func<string, string> checksumOf)
    {
        foreach (var path in paths.Distinct())
            _sums[path] = Task.Run(() => checksumOf(path));
    }

    /// <summary>Begins to hash files.</summary>
    /// <param name="paths">the files; one that is given twice is hashed once</param>
    public static FileChecksums Begin(IEnumerable<string> paths) => new(paths, FileChecksum.Compute);

    /// <summary>Begins to find the checksums of files, some of which may be known.</summary>
    /// <param name="paths">as for <see cref="Begin(IEnumerable{string})"/></param>
    /// <param name="checksumOf">the checksum of one file; called on several threads</param>
    public static FileChecksums Begin(IEnumerable<string> paths, Func<string, string> checksumOf) =>
        new(paths, checksumOf);

    /// <summary>Gets the checksum of a file; waits until it is computed.</summary>
    public string Of(string path) => _sums[path].GetAwaiter().GetResult();

    /// <summary>Checksums by file name.</summary>
    public SortedDictionary<string, string> ByName(IEnumerable<string> paths)
    {
        var checksums = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
            checksums[Path.GetFileName(path)] = Of(path);
        return checksums;
    }

    /// <summary>Waits until all files are closed, whether hashing succeeded or not.</summary>
    public void Dispose()
    {
        foreach (var sum in _sums.Values)
            Task.WaitAny(sum);
    }
}
