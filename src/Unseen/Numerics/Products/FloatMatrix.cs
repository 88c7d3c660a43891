using static TorchSharp.torch;

namespace Unseen.Numerics.Products;

/// <summary>A view of float32 numbers in main memory as a matrix. It does not own the memory.</summary>
/// <param name="start">the first number</param>
/// <param name="rows">the number of rows</param>
/// <param name="columns">the number of columns</param>
/// <param name="rowStride">the distance between rows, in numbers</param>
/// <param name="columnStride">the distance between columns, in numbers</param>
internal readonly unsafe struct FloatMatrix(float* start, long rows, long columns, long rowStride, long columnStride)
{
    public readonly float* Start = start;
    public readonly long Rows = rows, Columns = columns, RowStride = rowStride, ColumnStride = columnStride;

    /// <summary>The same numbers with rows and columns exchanged.</summary>
    public FloatMatrix Transposed => new(Start, Columns, Rows, ColumnStride, RowStride);

    /// <summary>Creates a view of a tensor.</summary>
    /// <param name="tensor">[M, N] float32 in main memory, contiguous or the transpose of a contiguous tensor; must
    /// live as long as the view</param>
    public static FloatMatrix CreateFrom(Tensor tensor)
    {
        if (tensor.is_contiguous())
            return CreateFromContiguous(tensor);
        using var transpose = tensor.t();
        return CreateFromContiguous(transpose).Transposed;
    }

    /// <summary>Gets a view of consecutive rows.</summary>
    /// <param name="first">the first row</param>
    /// <param name="count">the number of rows; the view has fewer if the matrix ends earlier</param>
    public FloatMatrix SliceRows(long first, long count) => new(
        Start + (first * RowStride), Math.Min(count, Rows - first), Columns, RowStride, ColumnStride);

    /// <summary>Gets a view of consecutive columns.</summary>
    /// <param name="first">the first column</param>
    /// <param name="count">the number of columns; the view has fewer if the matrix ends earlier</param>
    public FloatMatrix SliceColumns(long first, long count) => Transposed.SliceRows(first, count).Transposed;

    private static FloatMatrix CreateFromContiguous(Tensor tensor) =>
        new(tensor.Pointer<float>(), tensor.size(0), tensor.size(1), tensor.size(1), 1);
}
