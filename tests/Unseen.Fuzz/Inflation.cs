using System.Buffers.Binary;
using System.IO.Compression;

namespace Unseen.Fuzz;

/// <summary>Counts the bytes that the compressed parts of an input inflate to. The memory that reading the input may
/// allocate depends on this number.</summary>
internal static class Inflation
{
    private const int MatHeader = 128;
    private const int MatTag = 8;
    private const uint Compressed = 15;

    /// <summary>Counts the bytes that the compressed elements of a MATLAB v5 file inflate to.</summary>
    public static long MeasureMat(byte[] input)
    {
        var bigEndian = input.Length > MatHeader && input[MatHeader - 1] == (byte)'I';
        long bytes = 0;
        for (var offset = (long)MatHeader; offset + MatTag <= input.Length;)
        {
            var tag = input.AsSpan((int)offset, MatTag);
            var type = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(tag)
                : BinaryPrimitives.ReadUInt32LittleEndian(tag);
            var length = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(tag[4..])
                : BinaryPrimitives.ReadUInt32LittleEndian(tag[4..]);
            offset += MatTag;
            if (type == Compressed)
                bytes += Count(() => new ZLibStream(new MemoryStream(
                    input, (int)offset, (int)Math.Min(length, input.Length - offset)), CompressionMode.Decompress));
            offset += length;
        }

        return bytes;
    }

    /// <summary>Counts the bytes that the entries of a zip archive inflate to. The number is 0 if the archive cannot be
    /// opened.</summary>
    public static long MeasureNpz(byte[] input)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(input));
            return archive.Entries.Sum(entry => Count(entry.Open));
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }

    private static long Count(Func<Stream> open)
    {
        long bytes = 0;
        try
        {
            using var stream = open();
            var buffer = new byte[1 << 16];
            for (int read; (read = stream.Read(buffer)) > 0;)
                bytes += read;
        }
        catch (InvalidDataException)
        {
            // Only the bytes before the damage are counted.
        }

        return bytes;
    }
}
