using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Unseen.Data.Arrays;

/// <summary>Converts stored numbers to another number type, usually float32 or float64, chunk by chunk.</summary>
/// <remarks>
/// A file can claim more numbers than it has. A claim is plausible if it is at most 8 numbers for each byte that the
/// element takes in the file, plus 4096. The whole array is then allocated at once. Otherwise, the first array has a
/// quarter of this plausible length. An array without room for the next chunk is replaced by a longer one: by one of
/// the claimed length if the old array has at least a sixteenth of it, otherwise by one that is four times as long. If
/// the claim is true and is 2^18 numbers or more, all arrays together take at most a third more memory than the values.
/// </remarks>
internal static class NumberDecoder
{
    private const int ChunkBytes = 1 << 16;
    private const int ValuesPerSourceByte = 8;
    private const int AlwaysRoom = 4096;
    private const long Growth = 4;

    /// <summary>Reads <paramref name="count"/> numbers.</summary>
    /// <param name="reader">a reader positioned at the first number</param>
    /// <param name="storage">the type of the numbers in the file</param>
    /// <param name="bigEndian">whether the most significant byte comes first</param>
    /// <param name="count">the number of values that the file claims</param>
    /// <exception cref="UnseenDataException">The element has fewer numbers than claimed or cannot be read, or the claim
    /// is longer than an array can be.</exception>
    public static T[] Read<T>(BoundedReader reader, StorageType storage, bool bigEndian, long count)
        where T : unmanaged, INumberBase<T>
    {
        var size = SizeOf(storage);
        if (count > Array.MaxLength || count * size > reader.Remaining)
            throw reader.Damaged($"should have {count} numbers of type {storage}, but there is room for "
                + $"{Math.Min(reader.Remaining / size, Array.MaxLength)}");
        var plausible = (ValuesPerSourceByte * reader.SourceBytes) + AlwaysRoom;
        var values = GC.AllocateUninitializedArray<T>((int)(count <= plausible ? count : plausible / Growth));
        for (var done = 0; done < count;)
        {
            var chunk = (int)Math.Min(count - done, ChunkBytes / size);
            if (done + chunk > values.Length)
                Array.Resize(ref values, (int)(values.Length >= count / (Growth * Growth) ? count
                    : Math.Max(Growth * values.Length, done + chunk)));
            Fill(reader, storage, bigEndian, values.AsSpan(done, chunk));
            done += chunk;
        }

        return values;
    }

    /// <summary>Fills a span with numbers.</summary>
    /// <param name="reader">a reader positioned at the first number</param>
    /// <param name="storage">the type of the numbers in the file</param>
    /// <param name="bigEndian">whether the most significant byte comes first</param>
    /// <param name="values">receives the numbers</param>
    /// <exception cref="UnseenDataException">The element ends before the span is full, or cannot be
    /// read.</exception>
    public static void Fill<T>(BoundedReader reader, StorageType storage, bool bigEndian, Span<T> values)
        where T : unmanaged, INumberBase<T>
    {
        var size = SizeOf(storage);
        var isSameType = storage == StorageType.Single && typeof(T) == typeof(float);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (; values.Length > 0; values = values[Math.Min(values.Length, ChunkBytes / size)..])
            {
                var chunk = values[..Math.Min(values.Length, ChunkBytes / size)];
                var bytes = isSameType ? MemoryMarshal.AsBytes(chunk) : buffer.AsSpan(0, chunk.Length * size);
                reader.ReadExactly(bytes);
                if (bigEndian == BitConverter.IsLittleEndian)
                    ReverseBytes(bytes, size);
                if (!isSameType)
                    Convert(storage, bytes, chunk);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Converts bytes in memory to numbers.</summary>
    /// <param name="storage">the type of the numbers in the bytes</param>
    /// <param name="bigEndian">whether the most significant byte comes first</param>
    /// <param name="bytes">the bytes of the numbers; their order may be reversed in place</param>
    /// <param name="values">receives the numbers; must have room for all of them</param>
    public static void Decode<T>(StorageType storage, bool bigEndian, Span<byte> bytes, Span<T> values)
        where T : unmanaged, INumberBase<T>
    {
        if (bigEndian == BitConverter.IsLittleEndian)
            ReverseBytes(bytes, SizeOf(storage));
        Convert(storage, bytes, values);
    }

    /// <summary>Gets the number of bytes of one number.</summary>
    public static int SizeOf(StorageType storage) => storage switch
    {
        StorageType.Int8 or StorageType.UInt8 => 1,
        StorageType.Int16 or StorageType.UInt16 or StorageType.Half or StorageType.BFloat16 => 2,
        StorageType.Int32 or StorageType.UInt32 or StorageType.Single => 4,
        _ => 8,
    };

    /// <summary>Reverses the byte order of every number, in place.</summary>
    public static void ReverseBytes(Span<byte> bytes, int size)
    {
        switch (size)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var words = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    private static void Convert<T>(StorageType storage, ReadOnlySpan<byte> bytes, Span<T> values)
        where T : unmanaged, INumberBase<T>
    {
        switch (storage)
        {
            case StorageType.Int8: From<sbyte, T>(bytes, values); break;
            case StorageType.UInt8: From<byte, T>(bytes, values); break;
            case StorageType.Int16: From<short, T>(bytes, values); break;
            case StorageType.UInt16: From<ushort, T>(bytes, values); break;
            case StorageType.Int32: From<int, T>(bytes, values); break;
            case StorageType.UInt32: From<uint, T>(bytes, values); break;
            case StorageType.Int64: From<long, T>(bytes, values); break;
            case StorageType.UInt64: From<ulong, T>(bytes, values); break;
            case StorageType.Half: From<Half, T>(bytes, values); break;
            case StorageType.BFloat16: FromBFloat16(bytes, values); break;
            case StorageType.Single: From<float, T>(bytes, values); break;
            case StorageType.Double: From<double, T>(bytes, values); break;
        }
    }

    /// <summary>Converts bfloat16 numbers, each of which is the upper half of a float32.</summary>
    private static void FromBFloat16<T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where T : unmanaged, INumberBase<T>
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(bytes);
        for (var i = 0; i < halves.Length; i++)
            values[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)halves[i] << 16));
    }

    private static void From<TStored, T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where TStored : unmanaged, INumberBase<TStored>
        where T : unmanaged, INumberBase<T>
        => TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, TStored>(bytes), values);
}
