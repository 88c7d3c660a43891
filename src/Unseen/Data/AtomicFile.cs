using System.Text;

namespace Unseen.Data;

/// <summary>Writes files that appear whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>What the name of a file ends in while it is not complete.</summary>
    public const string TemporaryExtension = ".tmp";

    /// <summary>As <see cref="Write"/>, a text in UTF-8.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="text">its content</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a file under another name beside it, and renames it once it is complete and safe on the disk.</summary>
    /// <param name="path">path of the file; an existing one is replaced, and stays as it was for whoever has it open or mapped</param>
    /// <param name="write">writes the content</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var temporary = $"{path}.{Guid.NewGuid():N}{TemporaryExtension}"; // File.Create locks it, by which DeleteAbandoned knows that somebody writes
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
            if (File.Exists(temporary)) // not where its folder has vanished
                File.Delete(temporary);
        }
    }

    /// <summary>Deletes what processes that were killed while they wrote have left, and nothing that a living one is writing.</summary>
    /// <param name="folder">the files' folder; need not be there</param>
    /// <param name="isOwn">whether a file of that name is the caller's to write</param>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read, or written to.</exception>
    /// <remarks>Who writes holds a lock, which the system drops with the process. Across machines that holds where the folder's file system has such locks.</remarks>
    public static void DeleteAbandoned(string folder, Func<string, bool> isOwn)
    {
        ArgumentNullException.ThrowIfNull(isOwn);
        if (!Directory.Exists(folder))
            return;
        foreach (var temporary in Directory.EnumerateFiles(folder, $"*{TemporaryExtension}"))
        {
            var unique = Path.GetFileNameWithoutExtension(temporary);
            var tag = Path.GetExtension(unique);
            if (tag.Length == 0 || !Guid.TryParseExact(tag[1..], "N", out _) || !isOwn(Path.GetFileNameWithoutExtension(unique)))
                continue;
            try
            {
                using (new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                    File.Delete(temporary);
            }
            catch (IOException)
            {
                // Somebody writes it, or has just renamed it.
            }
        }
    }
}
