using System.IO.Compression;
using ICSharpCode.SharpZipLib.Checksum;

namespace Unseen.Data.Downloads;

/// <summary>Extracts an archive's data files into a folder for each dataset. Nothing is written outside the folder, and
/// nothing in it is replaced before all is extracted.</summary>
public static class ArchiveExtraction
{
    private const int SymbolicLink = 0xA000; // of the Unix file type in the upper half of the external attributes
    private const int FileTypeMask = 0xF000;
    private const int BufferSize = 1 << 17;

    /// <summary>Extracts.</summary>
    /// <param name="archive">a zip file</param>
    /// <param name="folder">where the datasets' folders are or will be</param>
    /// <param name="limits">what the archive may hold at most</param>
    /// <param name="cancellation">stops, leaving the folder as it was</param>
    /// <returns>the files, relative to the folder, and their sizes</returns>
    /// <exception cref="UnseenDataException">It is no whole zip file, an entry's path leads out of the folder or is a
    /// link, it exceeds a limit, or has no data.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<(string File, long Bytes)> Extract(
        string archive, string folder, ExtractionLimits? limits = null, CancellationToken cancellation = default)
    {
        limits ??= new ExtractionLimits();
        Directory.CreateDirectory(folder);
        var work = Path.Combine(folder, $".extracting-{Guid.NewGuid():N}");
        try
        {
            using var zip = ZipFile.OpenRead(archive);
            var wanted = Wanted(archive, zip, limits);
            var files = new List<(string File, long Bytes)>();
            foreach (var (entry, target) in wanted)
                files.Add((target, ExtractEntry(archive, entry, Path.Combine(work, target),
                    limits.Bytes - files.Sum(file => file.Bytes), cancellation)));
            foreach (var (file, _) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
                File.Move(Path.Combine(work, file), Path.Combine(folder, file), overwrite: true);
            }

            return files;
        }
        catch (InvalidDataException exception)
        {
            throw new UnseenDataException(archive, "the archive", "a whole zip file",
                $"damaged ({exception.Message.TrimEnd('.')})", exception);
        }
        finally
        {
            if (Directory.Exists(work))
                Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>The entries that hold data and if they go; all entries are checked, also those that are left
    /// out.</summary>
    private static List<(ZipArchiveEntry Entry, string Target)> Wanted(
        string archive, ZipArchive zip, ExtractionLimits limits)
    {
        if (zip.Entries.Count > limits.Entries)
            throw new UnseenDataException(archive, "number of entries", $"at most {limits.Entries}", zip.Entries.Count);
        var wanted = new List<(ZipArchiveEntry Entry, string Target)>();
        foreach (var entry in zip.Entries)
        {
            var name = entry.FullName;
            if (name.Contains('\\') || name.Contains(':') || name.StartsWith('/') || name.Split('/').Contains(".."))
                throw new UnseenDataException(archive, $"entry '{name}'", "inside the archive's folder",
                    "a path that leads elsewhere");
            if (((entry.ExternalAttributes >> 16) & FileTypeMask) == SymbolicLink)
                throw new UnseenDataException(archive, $"entry '{name}'", "a file or a folder", "a symbolic link");
            if (DatasetArchive.TargetOf(name) is { } target)
                wanted.Add((entry, target));
        }

        if (wanted.GroupBy(pair => pair.Target).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new UnseenDataException(archive, $"'{twice.Key}'", "in the archive once", $"{twice.Count()} times");
        if (wanted.Sum(pair => pair.Entry.Length) is var bytes && bytes > limits.Bytes)
            throw new UnseenDataException(archive, "its files", $"at most {limits.Bytes:N0} bytes", $"{bytes:N0}");
        return wanted.Count > 0 ? wanted
            : throw new UnseenDataException(archive, "the archive", "one with datasets such as CUB/res101.mat",
            "one without");
    }

    /// <summary>Counts and checks what really comes: a header may lie about it.</summary>
    private static long ExtractEntry(
        string archive, ZipArchiveEntry entry, string path, long room, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var source = entry.Open();
        using var destination = File.Create(path);
        var buffer = new byte[BufferSize];
        var checksum = new Crc32();
        long bytes = 0;
        for (int read; (read = source.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            bytes += read;
            if (bytes > entry.Length || bytes > room)
                throw new UnseenDataException(archive, $"entry '{entry.FullName}'",
                    $"of {Math.Min(entry.Length, room):N0} bytes", "longer");
            destination.Write(buffer, 0, read);
            checksum.Update(new ArraySegment<byte>(buffer, 0, read));
        }

        if (bytes != entry.Length)
            throw new UnseenDataException(archive,
                $"entry '{entry.FullName}'", $"of {entry.Length:N0} bytes", $"{bytes:N0}");
        return (uint)checksum.Value == entry.Crc32 ? bytes
            : throw new UnseenDataException(archive, $"entry '{entry.FullName}'", "what its checksum says", "not");
    }
}
