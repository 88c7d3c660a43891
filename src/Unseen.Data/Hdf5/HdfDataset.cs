using System.Numerics;
using Unseen.Data.Arrays;

namespace Unseen.Data.Hdf5;

/// <summary>A dataset of an HDF5 file: an array, optionally stored in chunks.</summary>
internal sealed class HdfDataset
{
    private const int SlabBytes = 1 << 20;
    private readonly HdfSource _source;
    private readonly ulong _address;
    private readonly HdfSpace _space;

    private HdfDataset(HdfSource source, ulong address, HdfHeader header)
    {
        (_source, _address) = (source, address);
        Type = HdfType.Read(header.One(HdfMessageType.DataType));
        _space = HdfSpace.Read(header.One(HdfMessageType.Dataspace));
        Attributes = HdfAttribute.ReadAll(header);
    }

    /// <summary>The type of its elements.</summary>
    public HdfType Type { get; }

    /// <summary>The lengths of its dimensions. The last dimension varies fastest.</summary>
    public long[] Shape => _space.Shape;

    /// <summary>The number of elements, as a floating-point number so that it cannot overflow.</summary>
    public double Count => Shape.Aggregate(1.0, (product, length) => product * length);

    /// <summary>Its attributes, by name.</summary>
    public IReadOnlyDictionary<string, HdfAttribute> Attributes { get; }

    /// <summary>Whether a header belongs to a dataset.</summary>
    public static bool Is(HdfHeader header) =>
        header.Has(HdfMessageType.Dataspace) && header.Has(HdfMessageType.DataType);

    /// <summary>Reads the description of a dataset, without its values.</summary>
    /// <exception cref="InvalidDataException">The object is not a dataset, or it is damaged.</exception>
    public static HdfDataset Read(HdfSource source, ulong address)
    {
        var header = HdfHeader.Read(source, address);
        return Is(header) ? new HdfDataset(source, address, header)
            : throw new InvalidDataException($"there is no dataset at {address}");
    }

    /// <summary>Gets what the header declares: the number of chunks (1 if the array is not chunked), the number of
    /// bytes before filtering, and whether the array is chunked.</summary>
    /// <exception cref="InvalidDataException">The values are in other files, or their storage is not
    /// supported.</exception>
    public (double Chunks, double Bytes, bool IsChunked) Claim()
    {
        var (layout, _, _) = ReadLayout();
        if (layout.Chunk.Length == 0)
            return (1, Count * Type.Size, false);
        var chunks = GetChunks(layout);
        return (chunks, layout.Chunk.Aggregate(chunks * Type.Size, (product, length) => product * length), true);
    }

    /// <summary>Reads all numbers. The last dimension varies fastest.</summary>
    /// <exception cref="InvalidDataException">The values are damaged, or their storage is not supported.</exception>
    public T[] ReadNumbers<T>()
        where T : unmanaged, INumberBase<T>
    {
        var storage = Type.Storage ?? throw new InvalidDataException($"numbers of {Type.Size} bytes in a form that "
            + "is not known");
        return Read<T>(1, (bytes, values) => NumberDecoder.Decode(storage, Type.BigEndian, bytes, values));
    }

    /// <summary>Reads the bytes of all elements.</summary>
    /// <exception cref="InvalidDataException">The values are damaged, or their storage is not supported.</exception>
    public byte[] ReadBytes() => Read<byte>(Type.Size, (bytes, values) => bytes.CopyTo(values));

    /// <summary>Computes the number of chunks of the shape, as a floating-point number so that it cannot
    /// overflow.</summary>
    private double GetChunks(HdfLayout layout)
    {
        var chunks = 1.0;
        for (var axis = 0; axis < Shape.Length; axis++)
            chunks *= Math.Ceiling((double)Shape[axis] / layout.Chunk[axis]);
        return chunks;
    }

    private (HdfLayout Layout, HdfFilters Filters, byte[]? Fill) ReadLayout()
    {
        var header = HdfHeader.Read(_source, _address);
        if (header.Has(HdfMessageType.ExternalFiles))
            throw new InvalidDataException("its values lie in other files, which are not opened. Save it into one "
                + "file");
        var layout = HdfLayout.Read(header.One(HdfMessageType.Layout), Shape.Length);
        var filters = HdfFilters.Read(header.All(HdfMessageType.Filters).FirstOrDefault());
        return (layout, filters, HdfFillValue.Read(header, Type.Size));
    }

    /// <param name="unit">the number of values for each element</param>
    /// <param name="decode">converts the bytes of elements to values; can change the bytes</param>
    private T[] Read<T>(int unit, Decoder<T> decode)
        where T : unmanaged
    {
        var (layout, filters, fill) = ReadLayout();
        var values = new T[checked((int)Count * unit)];
        if (fill is not null && fill.AsSpan().ContainsAnyExcept((byte)0))
        {
            var one = new T[unit];
            decode(fill, one);
            for (var i = 0; i < values.Length; i += unit)
                one.CopyTo(values, i);
        }

        if (values.Length == 0)
            return values;
        if (layout.Compact is { } compact)
            decode(compact.Length == (long)Count * Type.Size ? compact
                : throw new InvalidDataException($"{compact.Length} bytes for {Count} elements of {Type.Size} bytes"),
                values);
        else if (layout.Chunk.Length > 0)
            ReadChunks(layout, filters, values, unit, decode);
        else if (layout.Address != HdfBytes.Undefined)
            ReadContiguous(layout.Address, values, unit, decode);
        return values;
    }

    private void ReadContiguous<T>(ulong address, T[] values, int unit, Decoder<T> decode)
        where T : unmanaged
    {
        _source.RequireBytes(address, (long)Count * Type.Size);
        var slab = Math.Max(1, SlabBytes / Type.Size);
        var buffer = new byte[Math.Min(slab, (long)Count) * Type.Size];
        for (var element = 0L; element < (long)Count; element += slab)
        {
            var count = (int)Math.Min(slab, (long)Count - element);
            var bytes = buffer.AsSpan(0, count * Type.Size);
            _source.Fill(address + (ulong)(element * Type.Size), bytes);
            decode(bytes, values.AsSpan((int)element * unit, count * unit));
        }
    }

    private void ReadChunks<T>(HdfLayout layout, HdfFilters filters, T[] values, int unit, Decoder<T> decode)
        where T : unmanaged
    {
        var elements = layout.Chunk.Aggregate(1L, (product, length) => checked(product * length));
        var bytes = checked((int)(elements * Type.Size));
        var decoded = new T[checked((int)(elements * unit))];
        var chunksLeft = GetChunks(layout);
        foreach (var (start, address, length, mask) in
            HdfChunks.Find(_source, layout, _space, bytes, filters.Steps.Count > 0))
        {
            if (--chunksLeft < 0)
                throw new InvalidDataException("its index has more chunks than its shape takes");
            for (var axis = 0; axis < start.Length; axis++)
                if (start[axis] >= Shape[axis] || start[axis] % layout.Chunk[axis] != 0)
                    throw new InvalidDataException("a chunk lies outside of its array");
            var stored = new byte[_source.Checked(address, length)];
            _source.Fill(address, stored);
            var skipped = layout.HasUnfilteredEdges && IsPartial(start, layout.Chunk) ? uint.MaxValue : mask;
            decode(filters.Undo(stored, skipped, bytes), decoded);
            CopyChunk(decoded, layout.Chunk, start, values, unit);
        }
    }

    /// <summary>Whether a chunk reaches beyond the shape.</summary>
    private bool IsPartial(long[] start, long[] chunk)
    {
        for (var axis = 0; axis < start.Length; axis++)
            if (Shape[axis] - start[axis] < chunk[axis])
                return true;
        return false;
    }

    /// <summary>Copies the part of a chunk that is inside the array, row by row.</summary>
    private void CopyChunk<T>(T[] chunkValues, long[] chunk, long[] start, T[] values, int unit)
    {
        var last = Shape.Length - 1;
        var run = (int)Math.Min(chunk[last], Shape[last] - start[last]) * unit;
        var at = new long[Shape.Length]; // within the chunk
        while (true)
        {
            long from = 0, to = 0;
            for (var axis = 0; axis <= last; axis++)
            {
                from = (from * chunk[axis]) + at[axis];
                to = (to * Shape[axis]) + start[axis] + at[axis];
            }

            chunkValues.AsSpan((int)from * unit, run).CopyTo(values.AsSpan((int)to * unit));
            var next = last - 1;
            while (next >= 0 && (++at[next] == chunk[next] || start[next] + at[next] == Shape[next]))
                at[next--] = 0;
            if (next < 0)
                return;
        }
    }

    private delegate void Decoder<T>(Span<byte> bytes, Span<T> values);
}
