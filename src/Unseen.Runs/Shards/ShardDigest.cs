using System.Security.Cryptography;

namespace Unseen.Runs.Shards;

/// <summary>Computes a digest of parts of a shard, which takes little time even for a large file.</summary>
internal static class ShardDigest
{
    // The end of a file depends on most of the content: a .npz file ends with the checksums of its arrays, a Parquet
    // file with its footer.
    private const int TailBytes = 1 << 20;
    private const int Samples = 64;
    private const int SampleBytes = 1 << 12;

    /// <summary>Computes the SHA-256 of 64 samples of 4 KiB, evenly spaced over the file without its last MiB, followed
    /// by that last MiB, in lower-case hex. In a file of less than 1.25 MiB, the samples overlap.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static string Compute(string path)
    {
        using var file = File.OpenHandle(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var tail = Math.Max(0, RandomAccess.GetLength(file) - TailBytes);
        var bytes = new byte[TailBytes];
        for (var sample = 0; sample < Samples; sample++)
            Append(tail / Samples * sample, SampleBytes);
        Append(tail, TailBytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(long offset, int length)
        {
            for (int read; length > 0 && (read = RandomAccess.Read(file, bytes.AsSpan(0, length), offset)) > 0;
                length -= read, offset += read)
                hash.AppendData(bytes.AsSpan(0, read));
        }
    }
}
