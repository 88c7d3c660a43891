namespace Unseen.Data.Caching;

/// <summary>What changes whenever a file does.</summary>
/// <param name="Length">in bytes</param>
/// <param name="Written">when it was last written to, UTC</param>
internal readonly record struct FileState(long Length, DateTime Written)
{
    /// <summary>The state of a file now.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public static FileState Of(string path)
    {
        var file = new FileInfo(path);
        return new(file.Length, file.LastWriteTimeUtc);
    }
}
