namespace Unseen.Data.Hdf5;

/// <summary>Finds the chunks of a dataset.</summary>
internal static class HdfChunks
{
    private const int MaxDepth = 32;

    /// <summary>Lists all stored chunks: for each, the index of its first element, its address and length in the file,
    /// and the mask of the filters that were not applied to it.</summary>
    /// <param name="source">the file</param>
    /// <param name="layout">the dataset's layout, with chunks</param>
    /// <param name="space">the dataset's shape</param>
    /// <param name="bytes">number of bytes of a whole, unfiltered chunk</param>
    /// <param name="isFiltered">whether there are filters</param>
    /// <exception cref="InvalidDataException">The index is damaged.</exception>
    public static IEnumerable<(long[] Start, ulong Address, long Length, uint Mask)> Find(
        HdfSource source, HdfLayout layout, HdfSpace space, int bytes, bool isFiltered)
    {
        if (layout.Address == HdfBytes.Undefined)
            return [];
        return layout.Index switch
        {
            HdfChunkIndex.Tree => Tree(source, layout.Address, space.Shape.Length, 0),
            HdfChunkIndex.Single =>
                [(new long[space.Shape.Length], layout.Address, (long)(layout.Single?.Length ?? (ulong)bytes),
                layout.Single?.Mask ?? 0)],
            HdfChunkIndex.Implicit => Starts(space, layout.Chunk).Select(chunk =>
                (chunk.Start, layout.Address + (chunk.Number * (ulong)bytes), (long)bytes, 0u)),
            _ => FixedArray(source, layout, space, bytes, isFiltered),
        };
    }

    private static IEnumerable<(long[] Start, ulong Address, long Length, uint Mask)> Tree(
        HdfSource source, ulong address, int rank, int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidDataException("its index of chunks is too deep");
        var node = source.Read(address, 24);
        node.Expect("TREE"u8);
        node.Skip(1);
        var level = node.Byte();
        var count = node.UInt16();
        var entries = source.Read(address + 24, count * (8L + (8 * (rank + 1)) + 8));
        for (var i = 0; i < count; i++)
        {
            var (length, mask, start) = (entries.UInt32(), entries.UInt32(), new long[rank]);
            for (var axis = 0; axis < rank; axis++)
                start[axis] = (long)Math.Min(entries.UInt64(), long.MaxValue);
            entries.Skip(8);
            var child = entries.UInt64();
            if (level == 0)
            {
                yield return (start, child, length, mask);
                continue;
            }

            foreach (var chunk in Tree(source, child, rank, depth + 1))
                yield return chunk;
        }
    }

    private static IEnumerable<(long[] Start, ulong Address, long Length, uint Mask)> FixedArray(
        HdfSource source, HdfLayout layout, HdfSpace space, int bytes, bool isFiltered)
    {
        var header = source.Read(layout.Address, 28);
        header.Expect("FAHD"u8);
        header.Skip(2);
        var entrySize = header.Byte();
        var pageBits = header.Byte();
        var entries = header.UInt64();
        var block = header.UInt64();
        var lengthSize = isFiltered ? entrySize - 12 : 0;
        if (pageBits > 31 || lengthSize is < 0 or > 8 || (!isFiltered && entrySize != 8)
            || entries > (ulong)source.Length)
            throw new InvalidDataException("its array of chunks is damaged");
        if (block == HdfBytes.Undefined)
            yield break;
        source.Read(block, 4).Expect("FADB"u8);
        var page = 1L << pageBits;
        var pages = (long)entries > page ? ((long)entries + page - 1) / page : 0;
        var written = pages > 0 ? source.Read(block + 14, (pages + 7) / 8).Take((int)((pages + 7) / 8)).ToArray() : [];
        var first = block + 14 + (ulong)(pages > 0 ? ((pages + 7) / 8) + 4 : 0);
        foreach (var (start, number) in Starts(space, layout.Chunk))
        {
            var index = number < entries ? (long)number
                : throw new InvalidDataException("its array of chunks is too short");
            var place = first + (ulong)((index * entrySize) + (pages > 0 ? 4 * (index / page) : 0));
            var isWritten = pages == 0 || (written[index / page / 8] & (0x80 >> (int)(index / page % 8))) != 0;
            if (!isWritten)
                continue;
            var entry = source.Read(place, entrySize);
            var address = entry.UInt64();
            var (length, mask) = isFiltered ? ((long)entry.UInt(lengthSize), entry.UInt32()) : (bytes, 0u);
            if (address != HdfBytes.Undefined)
                yield return (start, address, length, mask);
        }
    }

    /// <summary>Lists the chunks that a shape consists of, in row-major order: for each, the index of its first
    /// element, and its number in row-major order among the chunks of the maximum shape.</summary>
    private static IEnumerable<(long[] Start, ulong Number)> Starts(HdfSpace space, long[] chunk)
    {
        var shape = space.Shape;
        if (shape.Contains(0))
            yield break;
        ulong[] counts = [.. space.MaxShape.Zip(chunk, (max, length) => 1 + (((ulong)max - 1) / (ulong)length))];
        var start = new long[shape.Length];
        while (true)
        {
            var number = 0UL;
            for (var i = 0; i < start.Length; i++)
                number = (number * counts[i]) + (ulong)(start[i] / chunk[i]);
            yield return ([.. start], number);
            var axis = shape.Length - 1;
            while (axis >= 0 && (start[axis] += chunk[axis]) >= shape[axis])
                start[axis--] = 0;
            if (axis < 0)
                yield break;
        }
    }
}
