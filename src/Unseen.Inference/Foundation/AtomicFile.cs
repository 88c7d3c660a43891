using System.Text;

namespace Unseen;

/// <summary>Writes files that appear whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>What the name of a file ends in while it is not complete.</summary>
    public const string TemporaryExtension = ".tmp";

    /// <summary>As <see cref="Write"/>, a text in UTF-8.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="text">its content</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a file under another name beside it, and renames it once it is complete and safe on the
    /// disk.</summary>
    /// <param name="path">path of the file; an existing one is replaced, and processes that have it open or mapped
    /// still see the old content</param>
    /// <param name="write">writes the content</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        // File.Create locks the file, which is how DeleteAbandoned knows that it is still being written.
        var temporary = $"{path}.{Guid.NewGuid():N}{TemporaryExtension}";
        try
        {
            using (var stream = File.Create(temporary))
            {
                write(stream);
                stream.Flush(flushToDisk: true); // or a power cut could leave the new name with zeros behind it
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            if (File.Exists(temporary)) // its folder may have been deleted
                File.Delete(temporary);
        }
    }

    /// <summary>Deletes temporary files left by killed processes. Files that are still being written stay.</summary>
    /// <param name="folder">the folder; need not exist</param>
    /// <param name="isOwn">tells from a file's final name whether the caller writes such files</param>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be read or written to.</exception>
    /// <remarks>
    /// A process locks the file it writes, and the system drops the lock when the process ends. Between machines this
    /// works if the folder's file system supports such locks.
    /// </remarks>
    public static void DeleteAbandoned(string folder, Func<string, bool> isOwn)
    {
        ArgumentNullException.ThrowIfNull(isOwn);
        if (!Directory.Exists(folder))
            return;
        foreach (var temporary in Directory.EnumerateFiles(folder, $"*{TemporaryExtension}"))
        {
            var unique = Path.GetFileNameWithoutExtension(temporary);
            var tag = Path.GetExtension(unique);
            if (tag.Length == 0 || !Guid.TryParseExact(tag[1..], "N", out _)
                || !isOwn(Path.GetFileNameWithoutExtension(unique)))
                continue;
            try
            {
                using (new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                    File.Delete(temporary);
            }
            catch (IOException)
            {
                // It is being written, or has just been renamed.
            }
        }
    }
}
