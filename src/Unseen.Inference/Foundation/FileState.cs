namespace Unseen;

/// <summary>The path, length and last write time of a file, from which a change of its content is detected. For a
/// symbolic link, this is the state of its target.</summary>
/// <param name="Path">full path of the file, with all links resolved; null if there is no file</param>
/// <param name="Length">length in bytes; 0 if there is no file</param>
/// <param name="Written">time of the last write, in UTC; the default if there is no file</param>
public readonly record struct FileState(string? Path, long Length, DateTime Written)
{
    /// <summary>Gets the current state of a file.</summary>
    /// <param name="path">path of the file or of a link, which need not exist</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public static FileState Read(string path)
    {
        var file = new FileInfo(RealPath.Resolve(path));
        return file.Exists ? new FileState(file.FullName, file.Length, file.LastWriteTimeUtc) : default;
    }
}
