using System.IO.Compression;

namespace Unseen.Cli.Tests;

/// <summary>Creates zip archives.</summary>
internal static class ZipBytes
{
    public static byte[] Create(params (string Name, byte[] Content)[] entries)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }

        return buffer.ToArray();
    }
}
