using System.Security.Cryptography;
using System.Text;
using Unseen.Data.Layouts;

namespace Unseen.Data.Caching;

/// <summary>What an entry of the cache is found by.</summary>
/// <param name="Place">stands for the files' paths and the selection: of all entries of one place only the latest is
/// kept</param>
/// <param name="Content">stands for all that the dataset depends on</param>
internal readonly record struct CacheKey(string Place, string Content)
{
    /// <summary>Name of the entry's file, without its extension.</summary>
    public string FileName => $"{Place[..16]}-{Content[..32]}";

    /// <summary>The key of a dataset.</summary>
    /// <param name="files">where it was found</param>
    /// <param name="semantics">the selection of descriptors, as it was asked for</param>
    /// <param name="checksums">of all its files</param>
    public static CacheKey Of(DatasetFiles files, string? semantics, FileChecksums checksums)
    {
        // The build's own identity: what another build reads from the same files may differ.
        var build = typeof(CacheKey).Module.ModuleVersionId.ToString();
        var contents = files.Paths.SelectMany(path => (string[])[Path.GetFileName(path), checksums.Of(path)]);
        return new(
            Hash([semantics ?? "", .. files.Paths]),
            Hash([build, files.Name, semantics ?? "", .. contents]));
    }

    /// <summary>SHA-256 of some texts, in lower-case hex; their order and if one ends matter.</summary>
    public static string Hash(params IEnumerable<string> texts)
        => Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => $"{text.Length}:{text}")))));
}
