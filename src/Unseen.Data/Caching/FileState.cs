namespace Unseen.Data.Caching;

/// <summary>The length and last-write time of a file, by which changes are detected.</summary>
/// <param name="Length">length in bytes</param>
/// <param name="Written">last-write time, UTC</param>
internal readonly record struct FileState(long Length, DateTime Written)
{
    /// <summary>Gets the present state of a file.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public static FileState Of(string path)
    {
        var file = new FileInfo(path);
        return new(file.Length, file.LastWriteTimeUtc);
    }
}
