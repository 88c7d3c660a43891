using PureHDF;
using Unseen.Data.Arrays;

namespace Unseen.Data.Matlab;

/// <summary>What an HDF5 dataset says it takes, before any of it is read: the library takes memory by what is
/// said.</summary>
/// <param name="Stored">bytes, whole chunks, inflated</param>
/// <param name="Chunks">number of chunks</param>
internal readonly record struct Hdf5Claim(double Stored, double Chunks)
{
    /// <summary>What a dataset says.</summary>
    /// <exception cref="NotSupportedException">Its values lie in other files, or its chunks have no size.</exception>
    public static Hdf5Claim Of(IH5Dataset dataset)
    {
        var dimensions = dataset.Space.Dimensions;
        if (dataset.Layout.Class is not (H5DataLayoutClass.Compact or H5DataLayoutClass.Contiguous
            or H5DataLayoutClass.Chunked))
            throw new NotSupportedException($"layout {dataset.Layout.Class}");
        if (dataset.Layout.Class != H5DataLayoutClass.Chunked)
            return new(dimensions.Aggregate((double)dataset.Type.Size, (product, length) => product * length), 1);
        var lengths = dataset.Layout.Chunks;
        if (lengths.Length != dimensions.Length || lengths.Contains(0UL))
            throw new NotSupportedException(
                $"chunks of {string.Join(" x ", lengths)} for {dimensions.Length} dimensions");
        var chunks = 1.0;
        for (var i = 0; i < lengths.Length; i++)
            chunks *= Math.Ceiling((double)dimensions[i] / lengths[i]);
        return new(lengths.Aggregate(dataset.Type.Size * chunks, (product, length) => product * length), chunks);
    }

    /// <summary>Bytes that values take, as the file has them or as they are wanted, whichever is more.</summary>
    public double Bytes(double values, int size) => Math.Max(Stored, values * size);

    /// <summary>Whether a file can hold it: no byte inflates to more than 1032, and no chunk takes less than a
    /// byte.</summary>
    /// <param name="fileLength">length of the file, bytes</param>
    /// <param name="bytes">what all arrays of the file that were asked for take together</param>
    public bool Fits(long fileLength, double bytes) =>
        Chunks <= fileLength && bytes <= (double)fileLength * BoundedReader.MaxInflation;
}
