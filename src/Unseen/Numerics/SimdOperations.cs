using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static TorchSharp.torch;

namespace Unseen.Numerics;

/// <summary>Implements the operations as SIMD loops, on up to as many threads as libtorch uses, for arrays in main
/// memory.</summary>
/// <typeparam name="T">the product type in memory</typeparam>
/// <typeparam name="TLanes">loads and stores the product type</typeparam>
internal sealed unsafe partial class SimdOperations<T, TLanes> : FusedOperations
    where T : unmanaged
    where TLanes : ILanes<T>
{
    // Use size(i) instead of shape, since each call of TorchSharp's shape adds work for the finaliser thread.
    private const float NegativeSlope = (float)TensorOperations.NegativeSlope;
    private const int MinNumbersPerPiece = 1 << 17; // a smaller piece is not worth waking a thread
    private const int MinColumnsPerPiece = 512; // long enough for the hardware prefetcher

    private readonly Dictionary<(long, long), Tensor> _sums = [];

    public override void Dispose()
    {
        foreach (var sums in _sums.Values)
            sums.Dispose();
        base.Dispose();
    }

    /// <summary>Gets a float32 matrix of zeros for sums that are finally stored in <paramref name="destination"/>:
    /// the destination itself if it is float32, otherwise a cached matrix of its shape.</summary>
    private Tensor SumsFor(Tensor destination)
    {
        if (destination.dtype == ScalarType.Float32)
            return destination.zero_();
        var shape = (destination.size(0), destination.size(1));
        if (!_sums.TryGetValue(shape, out var sums))
            sums = _sums[shape] = zeros(shape.Item1, shape.Item2).DetachFromDisposeScope();
        return sums.zero_();
    }

    /// <summary>Computes the number of pieces of a matrix that is split into whole rows.</summary>
    private static int RowPieces(long rows, long columns) =>
        ParallelRanges.Pieces(rows, Math.Max(1, MinNumbersPerPiece / columns));

    /// <summary>Computes the number of pieces of a matrix that is split into whole columns, for sums over
    /// rows.</summary>
    private static int ColumnPieces(long rows, long columns) =>
        ParallelRanges.Pieces(columns, Math.Max(MinColumnsPerPiece, MinNumbersPerPiece / rows));

    private static void ForColumns(long columns, int pieces, Action<int, long, long> body) =>
        ParallelRanges.Run(columns, pieces, body, Lanes.Count);

    [MethodImpl(AggressiveInlining)]
    private static Vector256<float> Load(T* source, long left) => Lanes.Load<T, TLanes>(source, left);

    [MethodImpl(AggressiveInlining)]
    private static void Store(T* destination, Vector256<float> values, long left) =>
        Lanes.Store<T, TLanes>(destination, values, left);

    [MethodImpl(AggressiveInlining)]
    private static Vector256<float> Slope(Vector256<float> activation) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(activation, Vector256<float>.Zero), Vector256<float>.One,
            Vector256.Create(NegativeSlope));

    private static T* ProductPointer(Tensor tensor) => tensor.Pointer<T>();

    private static float* Float32Pointer(Tensor tensor) => tensor.Pointer<float>();

    private static long* Int64Pointer(Tensor tensor) => tensor.Pointer<long>();
}
