using System.Security.Cryptography;

namespace Unseen.Data;

/// <summary>Computes the checksum that identifies a file.</summary>
public static class FileChecksum
{
    private const int BufferLength = 1 << 18;

    /// <summary>Computes the SHA-256 of a file's content, in lower-case hex. Reads the file once, in
    /// pieces.</summary>
    /// <param name="path">path of the file</param>
    /// <exception cref="IOException">The file is absent or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static string Compute(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0,
            FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferLength];
        while (file.Read(buffer) is > 0 and var count)
            hash.AppendData(buffer, 0, count);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
