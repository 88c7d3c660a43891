namespace Unseen.Data.Hdf5;

/// <summary>Reads the shape of a dataset or attribute.</summary>
internal static class HdfSpace
{
    private const int MaxRank = 32;
    private const int Null = 2;

    /// <summary>Reads the lengths of all dimensions; a single element has none.</summary>
    /// <exception cref="InvalidDataException">The message is damaged.</exception>
    public static long[] Read(HdfBytes body)
    {
        var version = body.Byte();
        var rank = body.Byte();
        if (version is not (1 or 2) || rank > MaxRank)
            throw new InvalidDataException($"a shape of version {version} with {rank} dimensions");
        body.Skip(1);
        if (version == 2 && body.Byte() == Null)
            return [0];
        body.Skip(version == 1 ? 5 : 0);
        var shape = new long[rank];
        for (var i = 0; i < rank; i++)
            shape[i] = body.UInt64() is <= long.MaxValue and var length ? (long)length
                : throw new InvalidDataException("a dimension is longer than any array");
        return shape;
    }
}
