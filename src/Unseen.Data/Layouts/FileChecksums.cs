namespace Unseen.Data.Layouts;

/// <summary>The SHA-256 checksums of a dataset's files, computed in the background while the files are read.</summary>
internal sealed class FileChecksums : IDisposable
{
    private readonly Dictionary<string, Task<string>> _sums = [];

    private FileChecksums(IEnumerable<string> paths, Func<string, string> checksumOf)
    {
        foreach (var path in paths.Distinct())
            _sums[path] = Task.Run(() => checksumOf(path));
    }

    /// <summary>Begins to compute the checksums of files.</summary>
    /// <param name="paths">the files; a file that is listed twice is hashed once</param>
    public static FileChecksums Begin(IEnumerable<string> paths) => new(paths, FileChecksum.Compute);

    /// <summary>Begins to compute the checksums of files with a function.</summary>
    /// <param name="paths">as for <see cref="Begin(IEnumerable{string})"/></param>
    /// <param name="checksumOf">returns the checksum of a file; called on several threads</param>
    public static FileChecksums Begin(IEnumerable<string> paths, Func<string, string> checksumOf) =>
        new(paths, checksumOf);

    /// <summary>Gets the checksum of a file; waits until it is computed.</summary>
    public string GetChecksum(string path) => _sums[path].GetAwaiter().GetResult();

    /// <summary>Gets checksums by file name; waits until they are computed. If files in different folders have the same
    /// name, the later ones are listed as FOLDER/NAME.</summary>
    public SortedDictionary<string, string> ByName(IEnumerable<string> paths)
    {
        var checksums = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths.Distinct())
        {
            var (name, folder) = (Path.GetFileName(path), Path.GetDirectoryName(path));
            while (!checksums.TryAdd(name, GetChecksum(path)))
                (name, folder) = ($"{Path.GetFileName(folder)}/{name}", Path.GetDirectoryName(folder));
        }

        return checksums;
    }

    /// <summary>Waits until all files are closed, whether hashing succeeded or not.</summary>
    public void Dispose()
    {
        foreach (var sum in _sums.Values)
            Task.WaitAny(sum);
    }
}
