using System.Buffers;
using System.Runtime.CompilerServices;
using TorchSharp;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Unseen.Numerics.Products;

/// <summary>Computes float32 products of matrices in main memory, on as many threads as libtorch uses.</summary>
/// <remarks>
/// The algorithm of Goto &amp; van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM Transactions on
/// Mathematical Software 34 (3), 2008: blocks of both factors that fit into the caches are copied into panels, and a
/// tile of sums is computed in registers from two panels. Each sum is computed by one thread, and in the same order for
/// all numbers of threads.
/// </remarks>
/// <typeparam name="TVector">a vector of float32 numbers</typeparam>
/// <typeparam name="TLanes">the operations on vectors</typeparam>
internal static unsafe class PackedProduct<TVector, TLanes>
    where TLanes : IVectorLanes<TVector>
{
    private const int TileRows = 6; // a tile has 12 vectors of sums; AVX2 has 16 registers
    private const int BlockDepth = 256; // a panel of the right factor stays in the first-level cache
    private const int BlockRows = 16 * TileRows; // a block of the left factor (96 KB) stays in the second-level cache
    private const int BlockColumns = 1024; // a block of the right factor has 1 MB
    private const int PiecesPerThread = 4; // several, so that a slow thread does not delay the others
    private const long MinProductsPerPiece = 1 << 20; // fewer multiplications are not worth waking a thread

    private static int TileColumns => 2 * TLanes.Count;

    /// <summary><c>destination = left · right</c>, or <c>destination += left · right</c>.</summary>
    /// <param name="destination">[M, N], row-major; must share no memory with the factors</param>
    /// <param name="left">[M, K]</param>
    /// <param name="right">[K, N]</param>
    /// <param name="adds">whether the product is added to the destination</param>
    public static void Compute(FloatMatrix destination, FloatMatrix left, FloatMatrix right, bool adds)
    {
        if (left.Columns == 0 && !adds)
            Clear(destination);
        var threads = torch.get_num_threads();
        var products = destination.Rows * destination.Columns * left.Columns;
        var pieces = threads == 1 ? 1 : (int)Math.Clamp(products / MinProductsPerPiece, 1, threads * PiecesPerThread);
        if (destination.Columns >= destination.Rows)
            ParallelRanges.Run(destination.Columns, pieces, (_, start, end) => ComputePiece(
                destination.SliceColumns(start, end - start), left, right.SliceColumns(start, end - start), adds),
                TileColumns);
        else
            ParallelRanges.Run(destination.Rows, pieces, (_, start, end) => ComputePiece(
                destination.SliceRows(start, end - start), left.SliceRows(start, end - start), right, adds), TileRows);
    }

    private static void Clear(FloatMatrix matrix)
    {
        for (long row = 0; row < matrix.Rows; row++)
            new Span<float>(matrix.Start + (row * matrix.RowStride), checked((int)matrix.Columns)).Clear();
    }

    private static void ComputePiece(FloatMatrix destination, FloatMatrix left, FloatMatrix right, bool adds)
    {
        var leftBuffer = ArrayPool<float>.Shared.Rent((BlockRows * BlockDepth) + TLanes.Count);
        var rightBuffer = ArrayPool<float>.Shared.Rent((BlockColumns * BlockDepth) + TLanes.Count);
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

    /// <summary>Gets the first address from <paramref name="start"/> on that is a multiple of a vector's
    /// size.</summary>
    private static float* Align(float* start)
    {
        var size = (nuint)(TLanes.Count * sizeof(float));
        return (float*)(((nuint)start + size - 1) & ~(size - 1));
    }

    /// <summary>Multiplies a block of columns of the left factor by a block of the right factor.</summary>
    private static void ComputeBlocks(FloatMatrix destination, FloatMatrix left, FloatMatrix right, float* leftPanels,
        float* rightPanels, bool adds)
    {
        PackedPanels.Pack(rightPanels, right.Transposed, TileColumns);
        for (long row = 0; row < left.Rows; row += BlockRows)
        {
            PackedPanels.Pack(leftPanels, left.SliceRows(row, BlockRows), TileRows);
            ComputeTiles(destination.SliceRows(row, BlockRows), leftPanels, rightPanels, left.Columns, adds);
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void ComputeTiles(
        FloatMatrix destination, float* leftPanels, float* rightPanels, long depth, bool adds)
    {
        var edge = stackalloc float[TileRows * TileColumns];
        for (long column = 0; column < destination.Columns; column += TileColumns)
        {
            var right = rightPanels + (column * depth);
            for (long row = 0; row < destination.Rows; row += TileRows)
            {
                var left = leftPanels + (row * depth);
                if (row + TileRows <= destination.Rows && column + TileColumns <= destination.Columns)
                {
                    var start = destination.Start + (row * destination.RowStride) + column;
                    ComputeTile(start, destination.RowStride, left, right, depth, adds);
                    continue;
                }

                ComputeTile(edge, TileColumns, left, right, depth, adds: false);
                CopyEdge(destination.SliceRows(row, TileRows).SliceColumns(column, TileColumns), edge, adds);
            }
        }
    }

    /// <summary>Stores the part of a tile that lies within the destination.</summary>
    private static void CopyEdge(FloatMatrix destination, float* tile, bool adds)
    {
        for (long row = 0; row < destination.Rows; row++)
            for (long column = 0; column < destination.Columns; column++)
            {
                var sum = destination.Start + (row * destination.RowStride) + column;
                *sum = (adds ? *sum : 0) + tile[(row * TileColumns) + column];
            }
    }

    /// <summary>Computes 6 rows of two vectors each.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void ComputeTile(
        float* destination, long stride, float* left, float* right, long depth, bool adds)
    {
        // Variables, since vectors in an array would not stay in registers.
        var zero = TLanes.Create(0);
        var (a0, a1, b0, b1, c0, c1) = (zero, zero, zero, zero, zero, zero);
        var (d0, d1, e0, e1, f0, f1) = (zero, zero, zero, zero, zero, zero);
        for (long k = 0; k < depth; k++)
        {
            var (right0, right1) = (TLanes.Load(right), TLanes.Load(right + TLanes.Count));
            MultiplyAdd(left[0], right0, right1, ref a0, ref a1);
            MultiplyAdd(left[1], right0, right1, ref b0, ref b1);
            MultiplyAdd(left[2], right0, right1, ref c0, ref c1);
            MultiplyAdd(left[3], right0, right1, ref d0, ref d1);
            MultiplyAdd(left[4], right0, right1, ref e0, ref e1);
            MultiplyAdd(left[5], right0, right1, ref f0, ref f1);
            left += TileRows;
            right += 2 * TLanes.Count;
        }

        StoreRow(destination, a0, a1, adds);
        StoreRow(destination + stride, b0, b1, adds);
        StoreRow(destination + (2 * stride), c0, c1, adds);
        StoreRow(destination + (3 * stride), d0, d1, adds);
        StoreRow(destination + (4 * stride), e0, e1, adds);
        StoreRow(destination + (5 * stride), f0, f1, adds);
    }

    [MethodImpl(AggressiveInlining)]
    private static void MultiplyAdd(float left, TVector right0, TVector right1, ref TVector sum0, ref TVector sum1)
    {
        var factor = TLanes.Create(left);
        sum0 = TLanes.MultiplyAdd(factor, right0, sum0);
        sum1 = TLanes.MultiplyAdd(factor, right1, sum1);
    }

    [MethodImpl(AggressiveInlining)]
    private static void StoreRow(float* destination, TVector sum0, TVector sum1, bool adds)
    {
        var second = destination + TLanes.Count;
        TLanes.Store(adds ? TLanes.Add(TLanes.Load(destination), sum0) : sum0, destination);
        TLanes.Store(adds ? TLanes.Add(TLanes.Load(second), sum1) : sum1, second);
    }
}
