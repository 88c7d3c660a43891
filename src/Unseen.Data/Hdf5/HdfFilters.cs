using System.Buffers.Binary;
using System.IO.Compression;

namespace Unseen.Data.Hdf5;

/// <summary>The filters that were applied to the chunks of a dataset. Reading reverses them.</summary>
/// <param name="Steps">the id and the first parameter of each filter, in the order of writing</param>
internal sealed record HdfFilters(IReadOnlyList<(int Id, uint Value)> Steps)
{
    private const int Deflate = 1;
    private const int Shuffle = 2;
    private const int Fletcher = 3;
    private const int ChecksumLength = 4;
    private const int FirstNamed = 256;

    private static readonly Dictionary<int, string> _names = new()
    {
        [4] = "szip",
        [5] = "nbit",
        [6] = "scaleoffset",
        [307] = "bzip2",
        [32000] = "lzf",
        [32001] = "blosc",
        [32004] = "lz4",
        [32008] = "bitshuffle",
        [32013] = "zfp",
        [32015] = "zstd",
        [32026] = "blosc2",
    };

    /// <summary>Reads the filters of a dataset, possibly none.</summary>
    /// <exception cref="InvalidDataException">A filter is not supported. The message names it.</exception>
    public static HdfFilters Read(HdfBytes? body)
    {
        if (body is null)
            return new HdfFilters([]);
        var isVersion1 = body.Byte() == 1;
        var count = body.Byte();
        body.Skip(isVersion1 ? 6 : 0);
        var steps = new (int Id, uint Value)[count];
        for (var i = 0; i < count; i++)
        {
            var id = body.UInt16();
            var nameLength = isVersion1 || id >= FirstNamed ? body.UInt16() : 0;
            body.Skip(2);
            var values = body.UInt16();
            body.Skip(isVersion1 ? (nameLength + 7) & ~7 : nameLength);
            steps[i] = (id, values > 0 ? body.UInt32() : 0);
            body.Skip(4 * Math.Max(0, values - 1));
            body.Skip(isVersion1 && values % 2 == 1 ? 4 : 0);
            if (id is not (Deflate or Shuffle or Fletcher))
                throw new InvalidDataException($"it is stored by the filter {_names.GetValueOrDefault(id, $"{id}")}, "
                    + "which is not supported. Save it again with compression='gzip', or without");
        }

        return new HdfFilters(steps);
    }

    /// <summary>Reverses the filters of a chunk.</summary>
    /// <param name="stored">the chunk as stored in the file</param>
    /// <param name="mask">a bit for each filter that was not applied to this chunk</param>
    /// <param name="length">the number of bytes that the result must have</param>
    /// <exception cref="InvalidDataException">A checksum or the length is wrong.</exception>
    public byte[] Undo(byte[] stored, uint mask, int length)
    {
        var bytes = stored;
        for (var i = Steps.Count - 1; i >= 0; i--)
            if ((mask & (1u << i)) == 0)
                bytes = Steps[i].Id switch
                {
                    // Every filter that was applied before compression may have appended a checksum.
                    Deflate => Inflate(bytes, length + (ChecksumLength * i)),
                    Shuffle => Unshuffle(bytes, (int)Math.Min(Steps[i].Value, int.MaxValue)),
                    _ => WithoutChecksum(bytes),
                };
        return bytes.Length == length ? bytes
            : throw new InvalidDataException($"a chunk has {bytes.Length} bytes, not {length}");
    }

    private static byte[] Inflate(byte[] bytes, int max)
    {
        using var inflated = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
        var result = new byte[max + 1]; // one byte more, to detect data that is too long
        var length = inflated.ReadAtLeast(result, result.Length, throwOnEndOfStream: false);
        return result[..length];
    }

    /// <summary>Reverses the shuffle filter, which stores the first bytes of all elements, then the second bytes, and
    /// so on. Bytes after the last whole element are unchanged.</summary>
    private static byte[] Unshuffle(byte[] bytes, int size)
    {
        if (size <= 1 || size > bytes.Length)
            return bytes;
        var result = new byte[bytes.Length];
        var count = bytes.Length / size;
        for (var place = 0; place < size; place++)
            for (var i = 0; i < count; i++)
                result[(i * size) + place] = bytes[(place * count) + i];
        bytes.AsSpan(count * size).CopyTo(result.AsSpan(count * size));
        return result;
    }

    private static byte[] WithoutChecksum(byte[] bytes)
    {
        if (bytes.Length < ChecksumLength)
            throw new InvalidDataException("a chunk is shorter than its checksum");
        var content = bytes.AsSpan(0, bytes.Length - ChecksumLength);
        var stated = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(content.Length));
        var (first, second) = Fletcher32(content);
        var computed = (second << 16) | first;
        // HDF5 before 1.6.3 swapped the bytes of both halves of the checksum.
        var swapped = ((computed & 0x00FF00FF) << 8) | ((computed >> 8) & 0x00FF00FF);
        return stated == computed || stated == swapped ? content.ToArray()
            : throw new InvalidDataException($"the checksum of a chunk is {computed:x8}, not "
                + $"{stated:x8}");
    }

    /// <summary>Computes the two sums of the Fletcher-32 checksum: over 16-bit words, most significant byte first,
    /// modulo 65535.</summary>
    private static (uint First, uint Second) Fletcher32(ReadOnlySpan<byte> bytes)
    {
        const int wordsWithoutOverflow = 360;
        uint first = 0, second = 0;
        for (var i = 0; i + 1 < bytes.Length;)
        {
            for (var words = 0; words < wordsWithoutOverflow && i + 1 < bytes.Length; words++, i += 2)
            {
                first += (uint)((bytes[i] << 8) | bytes[i + 1]);
                second += first;
            }

            first = (first & 0xFFFF) + (first >> 16);
            second = (second & 0xFFFF) + (second >> 16);
        }

        if (bytes.Length % 2 == 1)
        {
            first += (uint)(bytes[^1] << 8);
            second += first;
            first = (first & 0xFFFF) + (first >> 16);
            second = (second & 0xFFFF) + (second >> 16);
        }

        return ((first & 0xFFFF) + (first >> 16), (second & 0xFFFF) + (second >> 16));
    }
}
