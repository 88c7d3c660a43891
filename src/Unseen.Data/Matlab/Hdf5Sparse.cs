using System.Numerics;
using Unseen.Data.Hdf5;

namespace Unseen.Data.Matlab;

/// <summary>A sparse matrix of a MATLAB v7.3 file: a group with values, row indices and the starts of
/// columns.</summary>
internal sealed class Hdf5Sparse
{
    private readonly HdfDataset? _values;
    private readonly HdfDataset? _rowIndices;
    private readonly HdfDataset _columnStarts;

    private Hdf5Sparse(long rows, HdfDataset? values, HdfDataset? rowIndices, HdfDataset columnStarts)
    {
        (Rows, _values, _rowIndices, _columnStarts) = (rows, values, rowIndices, columnStarts);
        Columns = Math.Max(0, (long)columnStarts.Count - 1);
    }

    /// <summary>Number of rows.</summary>
    public long Rows { get; }

    /// <summary>Number of columns.</summary>
    public long Columns { get; }

    /// <summary>Gets the sparse matrix in a group; null if the group is not a sparse matrix, or the matrix is too large
    /// to be read.</summary>
    /// <exception cref="InvalidDataException">The group is damaged.</exception>
    public static Hdf5Sparse? Find(HdfSource source, HdfHeader header)
    {
        if (HdfAttribute.ReadAll(header).GetValueOrDefault("MATLAB_sparse")?.Number() is not { } rows || rows < 0)
            return null;
        var parts = new Dictionary<string, HdfDataset>();
        foreach (var (name, address) in HdfGroup.Links(source, header))
            if (name is "data" or "ir" or "jc" && address is { } place)
                parts[name] = HdfDataset.Read(source, place);
        var starts = parts.GetValueOrDefault("jc");
        return starts is null || !SparseArray.IsPlausible(rows, starts.Count, source.Length) ? null
            : new((long)rows, parts.GetValueOrDefault("data"), parts.GetValueOrDefault("ir"), starts);
    }

    /// <summary>Reads all values, including zeros. The first dimension varies fastest.</summary>
    /// <exception cref="InvalidDataException">The parts are inconsistent.</exception>
    public T[] Read<T>(long rows, long columns)
        where T : unmanaged, INumberBase<T>
    {
        var starts = Part<long>(_columnStarts, columns + 1);
        var indices = _rowIndices is null ? [] : Part<long>(_rowIndices, rows * columns);
        var stored = _values is null ? [] : Part<T>(_values, rows * columns);
        return SparseArray.Fill(rows, columns, starts, indices, stored);
    }

    private static T[] Part<T>(HdfDataset dataset, long max)
        where T : unmanaged, INumberBase<T> => dataset.Count <= max && dataset.Claim().Bytes <= MaxChunkedBytes(max)
            ? dataset.ReadNumbers<T>()
            : throw new InvalidDataException("a part of a sparse matrix is longer than the matrix");

    /// <summary>Computes the maximum number of bytes that the chunks of a part with the given number of values can
    /// have.</summary>
    private static double MaxChunkedBytes(long values) => (16.0 * values) + (1 << 20);
}
