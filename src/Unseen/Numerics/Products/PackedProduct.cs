using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unseen.Inference.Products;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Unseen.Numerics.Products;

/// <summary>Computes float32 products of matrices in main memory, on as many threads as libtorch uses.</summary>
/// <remarks>
/// The algorithm of Goto &amp; van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM Transactions on
/// Mathematical Software 34 (3), 2008: blocks of both factors that fit into the caches are copied into panels, and a
/// tile of sums is computed in registers from two panels. Each sum is computed by one thread, which adds its terms in
/// an order that does not depend on the number of threads.
/// </remarks>
/// <typeparam name="TTile">computes a tile</typeparam>
internal static unsafe class PackedProduct<TTile>
    where TTile : ITile
{
    private const int BlockDepth = 256; // a panel of the right factor stays in the first-level cache
    private const int BlockRows = 96; // in whole tiles; a block of the left factor stays in the second-level cache
    private const int BlockColumns = 1024; // in whole tiles; a block of the right factor has 1 MB
    private const int Alignment = 64; // bytes of a cache line
    private const long MinProductsPerPiece = 1 << 20; // fewer multiplications are not worth waking a thread
    private const int PiecesPerThread = 4; // few, because each piece packs the whole other factor

    /// <summary><c>destination = left · right</c>, or <c>destination += left · right</c>.</summary>
    /// <param name="destination">[M, N], row-major; must share no memory with the factors</param>
    /// <param name="left">[M, K]</param>
    /// <param name="right">[K, N]</param>
    /// <param name="adds">whether the product is added to the destination</param>
    public static void Compute(FloatMatrix destination, FloatMatrix left, FloatMatrix right, bool adds)
    {
        if (left.Columns == 0 && !adds)
            Clear(destination);
        var pieces = ParallelRanges.Pieces(
            destination.Rows * destination.Columns * left.Columns, MinProductsPerPiece, PiecesPerThread);
        if (destination.Columns >= destination.Rows)
            ParallelRanges.Run(destination.Columns, pieces, (_, start, end) => ComputePiece(
                destination.SliceColumns(start, end - start), left, right.SliceColumns(start, end - start), adds),
                TTile.Columns);
        else
            ParallelRanges.Run(destination.Rows, pieces, (_, start, end) => ComputePiece(
                destination.SliceRows(start, end - start), left.SliceRows(start, end - start), right, adds),
                TTile.Rows);
    }

    private static void Clear(FloatMatrix matrix)
    {
        for (long row = 0; row < matrix.Rows; row++)
            new Span<float>(matrix.Start + (row * matrix.RowStride), checked((int)matrix.Columns)).Clear();
    }

    private static void ComputePiece(FloatMatrix destination, FloatMatrix left, FloatMatrix right, bool adds)
    {
        var leftBuffer = ArrayPool<float>.Shared.Rent((BlockRows * BlockDepth) + (Alignment / sizeof(float)));
        var rightBuffer = ArrayPool<float>.Shared.Rent((BlockColumns * BlockDepth) + (Alignment / sizeof(float)));
        fixed (float* leftStart = leftBuffer, rightStart = rightBuffer)
            for (long column = 0; column < right.Columns; column += BlockColumns)
                for (long depth = 0; depth < right.Rows; depth += BlockDepth)
                    ComputeBlocks(
                        destination.SliceColumns(column, BlockColumns), left.SliceColumns(depth, BlockDepth),
                        right.SliceColumns(column, BlockColumns).SliceRows(depth, BlockDepth), Align(leftStart),
                        Align(rightStart), adds || depth > 0);
        ArrayPool<float>.Shared.Return(leftBuffer);
        ArrayPool<float>.Shared.Return(rightBuffer);
    }

    /// <summary>Rounds <paramref name="start"/> up to a multiple of <see cref="Alignment"/>.</summary>
    private static float* Align(float* start) => (float*)(((nuint)start + Alignment - 1) & ~(nuint)(Alignment - 1));

    /// <summary>Multiplies a block of columns of the left factor by a block of the right factor.</summary>
    private static void ComputeBlocks(FloatMatrix destination, FloatMatrix left, FloatMatrix right, float* leftPanels,
        float* rightPanels, bool adds)
    {
        PackedPanels.Pack(rightPanels, right.Transposed, TTile.Columns);
        for (long row = 0; row < left.Rows; row += BlockRows)
        {
            PackedPanels.Pack(leftPanels, left.SliceRows(row, BlockRows), TTile.Rows);
            ComputeTiles(destination.SliceRows(row, BlockRows), leftPanels, rightPanels, left.Columns, adds);
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void ComputeTiles(
        FloatMatrix destination, float* leftPanels, float* rightPanels, long depth, bool adds)
    {
        var sums = stackalloc float[TTile.Rows * TTile.Columns];
        var stride = destination.RowStride;
        for (long column = 0; column < destination.Columns; column += TTile.Columns)
            for (long row = 0; row < destination.Rows; row += TTile.Rows)
            {
                var left = leftPanels + (row * depth);
                var right = rightPanels + (column * depth);
                var start = destination.Start + (row * stride) + column;
                var rows = Math.Min(TTile.Rows, destination.Rows - row);
                var columns = Math.Min(TTile.Columns, destination.Columns - column);
                if (!adds && rows == TTile.Rows && columns == TTile.Columns)
                {
                    TTile.Compute(left, right, (int)depth, start, stride);
                    continue;
                }

                TTile.Compute(left, right, (int)depth, sums, TTile.Columns);
                for (long i = 0; i < rows; i++)
                    Store(sums + (i * TTile.Columns), start + (i * stride), columns, adds);
            }
    }

    /// <summary>Stores the sums of a row, or adds them to the row.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void Store(float* sums, float* row, long columns, bool adds)
    {
        long column = 0;
        for (; column + Vector256<float>.Count <= columns; column += Vector256<float>.Count)
        {
            var vector = Vector256.Load(sums + column);
            (adds ? Vector256.Load(row + column) + vector : vector).Store(row + column);
        }

        for (; column < columns; column++)
            row[column] = adds ? row[column] + sums[column] : sums[column];
    }
}
