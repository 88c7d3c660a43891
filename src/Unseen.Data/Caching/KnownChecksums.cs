using System.Globalization;

namespace Unseen.Data.Caching;

/// <summary>Computes the checksums of files. Stores the checksums of large files, which take long to hash. Safe to call
/// from several threads.</summary>
/// <remarks>
/// A stored checksum is used while the path, length and last-write time of the hashed file stay the same. Files below
/// the minimum length are always hashed. This is fast, and detects every change.
/// </remarks>
/// <param name="folder">the folder for the checksums, one small file each; created if necessary</param>
/// <param name="smallest">minimum length of a file for its checksum to be stored, in bytes</param>
internal sealed class KnownChecksums(string folder, long smallest)
{
    private const int HexLength = 64;
    // A file that was written less than 2 s ago can change again without a new last-write time: some file systems round
    // times to 2 s.
    private static readonly TimeSpan _minAge = TimeSpan.FromSeconds(2);

    /// <summary>Gets the checksum of a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public string GetChecksum(string path)
    {
        var state = FileState.Read(path);
        if (state.Length < smallest)
            return FileChecksum.Compute(path);
        var record = Path.Combine(folder, $"{CacheKey.Hash(path)[..32]}.sha256");
        string[] description = [state.Path!, state.Length.ToString(CultureInfo.InvariantCulture),
            state.Written.ToString("O", CultureInfo.InvariantCulture)];
        if (Read(record) is [.. var earlier, { Length: HexLength } known] && earlier.SequenceEqual(description))
            return known;
        var isSettled = state.Written < DateTime.UtcNow - _minAge; // before hashing, which can take longer than that
        var checksum = FileChecksum.Compute(path);
        if (isSettled && FileState.Read(path) == state)
            Write(record, [.. description, checksum]);
        return checksum;
    }

    private static string[] Read(string record)
    {
        try
        {
            return File.Exists(record) ? File.ReadAllLines(record) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Write(string record, string[] lines)
    {
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(record, stream =>
            {
                using var text = new StreamWriter(stream, leaveOpen: true);
                foreach (var line in lines)
                    text.WriteLine(line);
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The file is hashed again next time.
        }
    }
}
