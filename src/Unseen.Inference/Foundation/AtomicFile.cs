using System.Text;

namespace Unseen;

/// <summary>Writes files atomically: a reader finds either the complete new file, or what was there before. Safe to
/// call from several threads.</summary>
public static class AtomicFile
{
    /// <summary>The extension of a file while it is being written.</summary>
    public const string TemporaryExtension = ".tmp";

    /// <summary>Writes a text file atomically, in UTF-8.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="text">its content</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file or its folder is denied.</exception>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a file atomically: to a temporary file in the same folder, which is flushed to disk and
    /// renamed.</summary>
    /// <param name="path">path of the file. An existing file is replaced. On Unix, processes that have it open or
    /// mapped still see the old content; on Windows, it must not be open</param>
    /// <param name="write">writes the content; if it throws an exception, an existing file stays as it is</param>
    /// <returns>the state of the written file, even if another process has replaced it since</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file or its folder is denied.</exception>
    public static FileState Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        // File.Create locks the file, so that DeleteAbandoned knows that the file is still being written.
        var temporary = $"{path}.{Guid.NewGuid():N}{TemporaryExtension}";
        try
        {
            using (var stream = File.Create(temporary))
            {
                write(stream);
                stream.Flush(flushToDisk: true); // otherwise a power cut could leave a renamed file full of zeros
            }

            var written = FileState.Read(temporary);
            File.Move(temporary, path, overwrite: true);
            return written with
            {
                Path = Path.Combine(Path.GetDirectoryName(written.Path)!, Path.GetFileName(path)),
            };
        }
        finally
        {
            if (File.Exists(temporary)) // File.Delete throws if the folder has been deleted
                File.Delete(temporary);
        }
    }

    /// <summary>Determines whether a file is a temporary file of this class. Such a file can be deleted, unless it is
    /// still being written.</summary>
    /// <param name="path">path of a file or folder</param>
    public static bool IsTemporary(string path) => GetFinalName(path) is not null && File.Exists(path);

    /// <summary>Deletes temporary files left by killed processes. Files that are still being written are
    /// kept.</summary>
    /// <param name="folder">the folder, which need not exist</param>
    /// <param name="isOwn">receives a file's final name and returns true if the caller writes files of this
    /// name</param>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be read or written to.</exception>
    /// <remarks>
    /// A process locks the file that it writes, and the system releases the lock when the process ends. If several
    /// machines share the folder, its file system must support such locks.
    /// </remarks>
    public static void DeleteAbandoned(string folder, Func<string, bool> isOwn)
    {
        ArgumentNullException.ThrowIfNull(isOwn);
        if (!Directory.Exists(folder))
            return;
        foreach (var temporary in Directory.EnumerateFiles(folder, $"*{TemporaryExtension}"))
        {
            if (GetFinalName(temporary) is not { } name || !isOwn(name))
                continue;
            try
            {
                // Without FileShare.Delete, Windows would not delete the file while it is open here.
                using (new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete))
                    File.Delete(temporary);
            }
            catch (IOException)
            {
                // The file is being written, or has just been renamed.
            }
        }
    }

    /// <summary>Gets the name that a temporary file will have; null if the file is not a temporary file.</summary>
    private static string? GetFinalName(string path)
    {
        var unique = Path.GetFileNameWithoutExtension(path);
        return Path.GetExtension(path) == TemporaryExtension && Path.GetExtension(unique) is [_, .. var tag]
            && Guid.TryParseExact(tag, "N", out _) ? Path.GetFileNameWithoutExtension(unique) : null;
    }
}
