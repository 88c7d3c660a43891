using System.Security.Cryptography;

namespace Unseen.Data;

/// <summary>What identifies the files that a dataset was read from.</summary>
internal static class FileChecksums
{
    /// <summary>SHA-256 in lower-case hex, by file name; a file given twice is hashed once.</summary>
    public static SortedDictionary<string, string> Of(params IEnumerable<string> paths)
    {
        var checksums = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths.Distinct())
        {
            using var stream = File.OpenRead(path);
            checksums[Path.GetFileName(path)] = Convert.ToHexStringLower(SHA256.HashData(stream));
        }

        return checksums;
    }
}
