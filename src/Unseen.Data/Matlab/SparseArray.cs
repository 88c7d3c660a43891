using System.Numerics;
using Unseen.Data.Arrays;

namespace Unseen.Data.Matlab;

/// <summary>Reads the sparse matrices of MATLAB v5 files, and converts sparse matrices to full matrices.</summary>
internal static class SparseArray
{
    private const int ValuesPerByte = 32;
    private const long AlwaysPlausible = 1 << 16;

    /// <summary>Whether a sparse matrix can be read. A matrix with far more values than the file has bytes is refused,
    /// since it could take all memory.</summary>
    /// <param name="rows">number of rows</param>
    /// <param name="columns">number of columns</param>
    /// <param name="bytes">number of bytes of the stored matrix, or of the whole file</param>
    public static bool IsPlausible(double rows, double columns, double bytes) =>
        rows >= 0 && columns >= 0 && rows == Math.Floor(rows) && columns == Math.Floor(columns)
        && rows * columns <= Math.Max(AlwaysPlausible, ValuesPerByte * bytes);

    /// <summary>Reads all values, including zeros. The first dimension varies fastest.</summary>
    /// <param name="matrix">a reader positioned after the array's header, before the row indices, column starts and
    /// values</param>
    /// <param name="header">the header</param>
    /// <param name="bigEndian">byte order of the file</param>
    /// <exception cref="UnseenDataException">The array is damaged, or has far more values than its file
    /// has bytes.</exception>
    public static T[] Read<T>(BoundedReader matrix, MatArrayHeader header, bool bigEndian)
        where T : unmanaged, INumberBase<T>
    {
        if (header.Dimensions is not [var rows, var columns] || !IsPlausible(rows, columns, matrix.Remaining))
            throw matrix.Fault("a sparse matrix with a nonzero value in every few hundred (save it as a full matrix)",
                $"[{string.Join(", ", header.Dimensions)}] in {matrix.Remaining} bytes");
        var rowIndices = Part<long>(matrix, bigEndian);
        var columnStarts = Part<long>(matrix, bigEndian);
        var stored = Part<T>(matrix, bigEndian);
        try
        {
            return Fill(rows, columns, columnStarts, rowIndices, stored);
        }
        catch (InvalidDataException exception)
        {
            throw matrix.Fault("a sparse matrix", $"damaged ({exception.Message})", exception);
        }
    }

    /// <summary>Converts compressed columns to a full matrix. The first dimension varies fastest.</summary>
    /// <param name="rows">number of rows</param>
    /// <param name="columns">number of columns</param>
    /// <param name="columnStarts">index of every column's first value, then the number of values; [columns + 1]</param>
    /// <param name="rowIndices">0-based row of every value</param>
    /// <param name="stored">the values</param>
    /// <exception cref="InvalidDataException">The parts are inconsistent.</exception>
    public static T[] Fill<T>(long rows, long columns, long[] columnStarts, long[] rowIndices, T[] stored)
        where T : unmanaged, INumberBase<T>
    {
        if (columnStarts.Length != columns + 1 || columnStarts[0] != 0)
            throw new InvalidDataException($"it has {columns} columns, but the starts of {columnStarts.Length - 1}");
        var values = new T[rows * columns];
        for (var column = 0; column < columns; column++)
        {
            var (begin, end) = (columnStarts[column], columnStarts[column + 1]);
            if (begin > end || end > stored.Length || end > rowIndices.Length)
                throw new InvalidDataException("its columns are not stored one after another");
            for (var i = begin; i < end; i++)
                values[(column * rows) + (rowIndices[i] is >= 0 and var row && row < rows ? row
                    : throw new InvalidDataException($"a value lies in row {rowIndices[i]} of {rows}"))] = stored[i];
        }

        return values;
    }

    private static T[] Part<T>(BoundedReader matrix, bool bigEndian)
        where T : unmanaged, INumberBase<T>
    {
        var element = MatElement.Next(matrix, bigEndian);
        if (element.Type.Storage() is not { } storage)
            throw matrix.Fault("a sparse matrix of numbers", $"with an element of type {element.Type}");
        var values = NumberDecoder.Read<T>(element.Content, storage, bigEndian,
            element.Content.Remaining / NumberDecoder.SizeOf(storage));
        element.Finish(matrix);
        return values;
    }
}
