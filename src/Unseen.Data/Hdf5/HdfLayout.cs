namespace Unseen.Data.Hdf5;

/// <summary>The location of a dataset's values.</summary>
/// <param name="Chunk">the lengths of a chunk's dimensions; empty if the dataset has no chunks</param>
/// <param name="Compact">the values themselves, if they are in the header</param>
/// <param name="Address">the address of the values, or of the index of chunks</param>
/// <param name="Index">the kind of index of the chunks</param>
/// <param name="Single">the stored length and filter mask of the only chunk, if it is filtered</param>
/// <param name="HasUnfilteredEdges">whether chunks that reach beyond the shape are stored without filters</param>
internal sealed record HdfLayout(
    long[] Chunk, byte[]? Compact, ulong Address, HdfChunkIndex Index, (ulong Length, uint Mask)? Single,
    bool HasUnfilteredEdges)
{
    /// <summary>Reads the body of a layout message.</summary>
    /// <param name="body">the body</param>
    /// <param name="rank">number of dimensions of the dataset</param>
    /// <exception cref="InvalidDataException">The values are in other files, or the layout is not
    /// supported.</exception>
    public static HdfLayout Read(HdfBytes body, int rank)
    {
        var version = body.Byte();
        if (version is not (3 or 4))
            throw new InvalidDataException($"a layout of version {version} is not known");
        var kind = body.Byte();
        return kind switch
        {
            0 => new([], body.Take(body.UInt16()).ToArray(), 0, HdfChunkIndex.None, null, false),
            1 => new([], null, body.UInt64(), HdfChunkIndex.None, null, false),
            2 when version == 3 => Version3(body, rank),
            2 => Version4(body, rank),
            3 => throw new InvalidDataException("it is virtual: its values lie in other files, which are not opened"),
            _ => throw new InvalidDataException($"a layout of class {kind} is not known"),
        };
    }

    private static HdfLayout Version3(HdfBytes body, int rank)
    {
        RequireRank(body.Byte(), rank);
        var address = body.UInt64();
        return new(Lengths(body, rank, 4), null, address, HdfChunkIndex.Tree, null, false);
    }

    private static HdfLayout Version4(HdfBytes body, int rank)
    {
        const int unfilteredEdges = 1, filteredSingle = 2;
        var flags = body.Byte();
        RequireRank(body.Byte(), rank);
        var size = body.Byte();
        if (size is < 1 or > 8)
            throw new InvalidDataException($"lengths of chunks have {size} bytes");
        var chunk = Lengths(body, rank, size);
        body.Skip(size);
        var index = body.Byte();
        (ulong Length, uint Mask)? single = null;
        switch (index)
        {
            case 1 when (flags & filteredSingle) != 0:
                single = (body.UInt64(), body.UInt32());
                break;
            case 1 or 2:
                break;
            case 3:
                body.Skip(1);
                break;
            default:
                throw new InvalidDataException("its chunks have a newer kind of index, for datasets that grow. Save "
                    + "it again with libver='earliest', which is h5py's default, or with a fixed shape");
        }

        return new(chunk, null, body.UInt64(), (HdfChunkIndex)index, single, (flags & unfilteredEdges) != 0);
    }

    private static void RequireRank(int stated, int rank)
    {
        if (stated != rank + 1)
            throw new InvalidDataException($"its chunks have {stated - 1} dimensions, but the array has {rank}");
    }

    private static long[] Lengths(HdfBytes body, int rank, int size)
    {
        var lengths = new long[rank];
        for (var i = 0; i < rank; i++)
        {
            lengths[i] = (long)Math.Min(body.UInt(size), long.MaxValue);
            if (lengths[i] is < 1 or > uint.MaxValue)
                throw new InvalidDataException($"its chunks have a side of length {lengths[i]}");
        }

        return lengths;
    }
}
