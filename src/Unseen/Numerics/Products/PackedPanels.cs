using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Unseen.Numerics.Products;

/// <summary>Copies matrices into panels of consecutive rows. In a panel, the numbers of a column are adjacent, so that
/// a product reads the panel from start to end.</summary>
internal static unsafe class PackedPanels
{
    private const int Square = 4; // rows and columns that are transposed in registers

    /// <summary>Copies a matrix.</summary>
    /// <param name="destination">receives the panels, each of <paramref name="height"/> numbers for each column; the
    /// last panel is filled up with zeros</param>
    /// <param name="source">the matrix</param>
    /// <param name="height">the number of rows of a panel</param>
    [MethodImpl(AggressiveOptimization)]
    public static void Pack(float* destination, FloatMatrix source, int height)
    {
        for (long row = 0; row < source.Rows; row += height)
        {
            var panel = source.SliceRows(row, height);
            if (panel.Rows < height)
                new Span<float>(destination, checked((int)(height * panel.Columns))).Clear();
            if (panel.ColumnStride == 1)
                PackRows(destination, panel, height);
            else
                PackColumns(destination, panel, height);
            destination += height * panel.Columns;
        }
    }

    /// <summary>Copies a panel whose rows are contiguous in the source.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void PackRows(float* destination, FloatMatrix source, int height)
    {
        var (rows, columns) = (source.Rows & -Square, source.Columns & -Square); // in whole squares
        for (long row = 0; row < rows; row += Square)
            for (long column = 0; column < columns; column += Square)
                TransposeSquare(source.Start + (row * source.RowStride) + column, source.RowStride,
                    destination + (column * height) + row, height);
        PackNumbers(destination, source.SliceRows(0, rows), height, columns);
        PackNumbers(destination + rows, source.SliceRows(rows, Square), height, firstColumn: 0);
    }

    [MethodImpl(AggressiveOptimization)]
    private static void PackNumbers(float* destination, FloatMatrix source, int height, long firstColumn)
    {
        for (long row = 0; row < source.Rows; row++)
            for (var column = firstColumn; column < source.Columns; column++)
                destination[(column * height) + row] = source.Start[(row * source.RowStride) + column];
    }

    [MethodImpl(AggressiveInlining)]
    private static void TransposeSquare(float* source, long sourceStride, float* destination, long destinationStride)
    {
        var (row0, row1) = (Vector128.Load(source), Vector128.Load(source + sourceStride));
        source += 2 * sourceStride;
        var (row2, row3) = (Vector128.Load(source), Vector128.Load(source + sourceStride));
        var (low01, low23) = (Sse.UnpackLow(row0, row1), Sse.UnpackLow(row2, row3));
        var (high01, high23) = (Sse.UnpackHigh(row0, row1), Sse.UnpackHigh(row2, row3));
        Sse.MoveLowToHigh(low01, low23).Store(destination);
        Sse.MoveHighToLow(low23, low01).Store(destination + destinationStride);
        destination += 2 * destinationStride;
        Sse.MoveLowToHigh(high01, high23).Store(destination);
        Sse.MoveHighToLow(high23, high01).Store(destination + destinationStride);
    }

    /// <summary>Copies a panel whose columns are contiguous in the source.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void PackColumns(float* destination, FloatMatrix source, int height)
    {
        var vectors = source.Rows & -Vector256<float>.Count; // rows in whole vectors
        for (long column = 0; column < source.Columns; column++)
        {
            var from = source.Start + (column * source.ColumnStride);
            var to = destination + (column * height);
            for (long row = 0; row < vectors; row += Vector256<float>.Count)
                Vector256.Load(from + row).Store(to + row);
            for (var row = vectors; row < source.Rows; row++)
                to[row] = from[row];
        }
    }
}
