using System.IO.Compression;
using ICSharpCode.SharpZipLib.Checksum;

namespace Unseen.Data.Downloads;

/// <summary>Extracts the data files of an archive to one folder per dataset. Writes nothing outside the output folder,
/// and replaces no file in it until all files are extracted.</summary>
public static class ArchiveExtraction
{
    private const int SymbolicLink = 0xA000; // a Unix file type, in the upper half of the external attributes
    private const int FileTypeMask = 0xF000;
    private const int BufferSize = 1 << 17;
    private const string Damaged = "The archive is damaged. Delete it, and download it again.";

    /// <summary>Extracts an archive.</summary>
    /// <param name="archive">a zip file</param>
    /// <param name="folder">the folder that contains the datasets' folders</param>
    /// <param name="limits">the limits on the archive's contents; null (default) for the default limits</param>
    /// <param name="cancellation">stops the extraction; the datasets in the folder are unchanged</param>
    /// <returns>the files, relative to the folder, and their sizes</returns>
    /// <exception cref="UnseenDataException">The file is not a complete zip file; an entry is damaged, is a link or may
    /// lead out of the folder; several entries have the same target; a limit is exceeded; or there is no
    /// data.</exception>
    /// <exception cref="IOException">The archive cannot be read, or the folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the archive or the folder is denied.</exception>
    /// <exception cref="OperationCanceledException">The extraction was cancelled.</exception>
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
            throw new UnseenDataException(
                archive, "the archive is damaged, or is not a zip file. Delete it, and download it again.",
                exception);
        }
        finally
        {
            if (Directory.Exists(work))
                Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>Lists the entries with data, and the file that each is extracted to. All entries are checked, even
    /// those that are not extracted.</summary>
    private static List<(ZipArchiveEntry Entry, string Target)> Wanted(
        string archive, ZipArchive zip, ExtractionLimits limits)
    {
        if (zip.Entries.Count > limits.Entries)
            throw new UnseenDataException(
                archive, $"the archive has {zip.Entries.Count} entries, more than the limit of {limits.Entries}, so "
                    + "nothing was extracted.");
        var wanted = new List<(ZipArchiveEntry Entry, string Target)>();
        foreach (var entry in zip.Entries)
        {
            var name = entry.FullName;
            if (name.Contains('\\') || name.Contains(':') || name.StartsWith('/') || name.Split('/').Contains(".."))
                throw new UnseenDataException(archive,
                    $"the path of entry '{name}' is absolute, or contains '..', a colon or a backslash, so nothing was "
                        + "extracted. Is this the right archive?");
            if (((entry.ExternalAttributes >> 16) & FileTypeMask) == SymbolicLink)
                throw new UnseenDataException(archive,
                    $"entry '{name}' is a symbolic link, so nothing was extracted. Is this the right archive?");
            if (DatasetArchive.GetTarget(name) is { } target)
                wanted.Add((entry, target));
        }

        // On Windows and macOS, names that differ only in case refer to the same file.
        if (wanted.GroupBy(pair => pair.Target, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1) is { } same)
            throw new UnseenDataException(archive,
                $"{same.Count()} entries belong to the same file, '{same.Key}', so nothing was extracted.");
        if (wanted.Sum(pair => (decimal)pair.Entry.Length) is var bytes && bytes > limits.Bytes)
            throw new UnseenDataException(
                archive, $"the files take {bytes:N0} bytes, more than the limit of {limits.Bytes:N0}, so nothing was "
                    + "extracted.");
        return wanted.Count > 0 ? wanted
            : throw new UnseenDataException(
                archive,
                "the archive has no files of a known dataset, such as CUB/res101.mat. Is this the right archive?");
    }

    /// <summary>Extracts an entry. Verifies its length and checksum, since the header of an archive may be
    /// wrong.</summary>
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
                throw new UnseenDataException(archive,
                    $"entry '{entry.FullName}' is longer than the {Math.Min(entry.Length, room):N0} bytes that the "
                        + $"archive states. {Damaged}");
            destination.Write(buffer, 0, read);
            checksum.Update(new ArraySegment<byte>(buffer, 0, read));
        }

        if (bytes != entry.Length)
            throw new UnseenDataException(archive,
                $"entry '{entry.FullName}' has {bytes:N0} bytes, but the archive states {entry.Length:N0}. {Damaged}");
        return (uint)checksum.Value == entry.Crc32 ? bytes
            : throw new UnseenDataException(archive,
                $"the checksum of entry '{entry.FullName}' is not the one that the archive states. {Damaged}");
    }
}
