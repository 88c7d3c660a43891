namespace Unseen.Data.Hdf5;

/// <summary>The shape of a dataset or attribute; a single element has no dimensions.</summary>
/// <param name="Shape">the lengths of all dimensions</param>
/// <param name="MaxShape">the lengths that the dimensions can grow to; <see cref="long.MaxValue"/> if
/// unlimited</param>
internal sealed record HdfSpace(long[] Shape, long[] MaxShape)
{
    private const int MaxRank = 32;
    private const int Null = 2;
    private const int HasMaxShape = 1;

    /// <summary>Reads the shape.</summary>
    /// <exception cref="InvalidDataException">The message is damaged.</exception>
    public static HdfSpace Read(HdfBytes body)
    {
        var version = body.Byte();
        var rank = body.Byte();
        if (version is not (1 or 2) || rank > MaxRank)
            throw new InvalidDataException($"a shape of version {version} with {rank} dimensions is not known");
        var flags = body.Byte();
        if (version == 2 && body.Byte() == Null)
            return new([0], [0]);
        body.Skip(version == 1 ? 5 : 0);
        var shape = new long[rank];
        for (var i = 0; i < rank; i++)
            shape[i] = body.UInt64() is <= long.MaxValue and var length ? (long)length
                : throw new InvalidDataException("a dimension is longer than any array");
        if ((flags & HasMaxShape) == 0)
            return new(shape, shape);
        var maxShape = new long[rank];
        for (var i = 0; i < rank; i++)
            maxShape[i] = Math.Min(body.UInt64(), long.MaxValue) is var max && (long)max >= shape[i] ? (long)max
                : throw new InvalidDataException("a dimension is longer than its maximum");
        return new(shape, maxShape);
    }
}
