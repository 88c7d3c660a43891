using System.Security.Cryptography;
using System.Text;
using Unseen.Data.Layouts;

namespace Unseen.Data.Caching;

/// <summary>The key of an entry in the cache.</summary>
/// <param name="Place">hash of the files' paths, the selection of descriptors and the reading options. The cache keeps
/// only the latest entry for each place</param>
/// <param name="Content">hash of everything that the dataset depends on</param>
internal readonly record struct CacheKey(string Place, string Content)
{
    /// <summary>Name of the entry's file, without its extension.</summary>
    public string FileName => $"{Place[..16]}-{Content[..32]}";

    /// <summary>Computes the key of a dataset.</summary>
    /// <param name="files">the files of the dataset</param>
    /// <param name="selection">the selection of descriptors, and options that change how the files are read</param>
    /// <param name="checksums">the checksums of the files</param>
    public static CacheKey Create(DatasetFiles files, string? selection, FileChecksums checksums)
    {
        // Another build of this library may read the same files differently.
        var build = typeof(CacheKey).Module.ModuleVersionId.ToString();
        var contents = files.Paths.SelectMany(path => (string[])[Path.GetFileName(path), checksums.GetChecksum(path)]);
        return new(
            Hash([selection ?? "", .. files.Paths]),
            Hash([build, files.Name, selection ?? "", .. contents]));
    }

    /// <summary>Computes the SHA-256 of several texts, in lower-case hex. The result depends on the order and the
    /// boundaries of the texts: "ab", "c" and "a", "bc" differ.</summary>
    public static string Hash(params IEnumerable<string> texts)
        => Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => $"{text.Length}:{text}")))));
}
