using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;
using Tensor = TorchSharp.torch.Tensor;

namespace Unseen.Numerics;

internal sealed unsafe partial class SimdOperations<T, TLanes>
{
    public override void PairScores(Tensor left, Tensor right, Tensor weight, Tensor scores)
    {
        var (rows, classes, columns) = (left.size(0), right.size(0), left.size(1));
        var l = ProductPointer(left);
        var r = ProductPointer(right);
        var w = Float32Pointer(weight);
        var s = Float32Pointer(scores);
        ParallelRanges.Run(rows, RowPieces(rows, classes * columns),
            [MethodImpl(AggressiveOptimization)] (_, start, end) =>
        {
            for (var row = start; row < end; row++)
                for (long c = 0; c < classes; c++)
                {
                    var total = Vector256<float>.Zero;
                    for (long column = 0; column < columns; column += Lanes.Count)
                    {
                        var rest = columns - column;
                        var activation = Load(l + (row * columns) + column, rest)
                            + Load(r + (c * columns) + column, rest);
                        total += activation * Slope(activation) * Lanes.Load(w + column, rest);
                    }

                    s[(row * classes) + c] = Vector256.Sum(total);
                }
        });
    }

    public override void PairScoresBack(
        Tensor left, Tensor right, Tensor weight, Tensor gradient, Tensor leftGradient, Tensor rightGradient,
            Tensor weightGradient)
    {
        var (rows, classes, columns) = (left.size(0), right.size(0), left.size(1));
        var l = ProductPointer(left);
        var r = ProductPointer(right);
        var w = Float32Pointer(weight);
        var g = Float32Pointer(gradient);
        var leftBack = ProductPointer(leftGradient);
        var rightBack = ProductPointer(rightGradient);
        var weightBack = Float32Pointer(weightGradient);
        var pieces = ParallelRanges.Pieces(columns, Lanes.Count);
        ForColumns(columns, pieces, [MethodImpl(AggressiveOptimization)] (_, start, end) =>
        {
            // Process the columns of one register at a time, so that the sums over the batch stay in the L1 cache.
            var (values, sums) = (new Vector256<float>[classes], new Vector256<float>[classes]);
            for (var column = start; column < end; column += Lanes.Count)
            {
                var rest = columns - column;
                var weights = Lanes.Load(w + column, rest);
                var weightSum = Vector256<float>.Zero;
                for (long c = 0; c < classes; c++)
                    (values[c], sums[c]) = (Load(r + (c * columns) + column, rest), Vector256<float>.Zero);
                for (long row = 0; row < rows; row++)
                {
                    var value = Load(l + (row * columns) + column, rest);
                    var leftSum = Vector256<float>.Zero;
                    for (long c = 0; c < classes; c++)
                    {
                        var activation = value + values[c];
                        var back = Slope(activation) * g[(row * classes) + c];
                        leftSum += back;
                        sums[c] += back;
                        weightSum += back * activation;
                    }

                    Store(leftBack + (row * columns) + column, leftSum * weights, rest);
                }

                for (long c = 0; c < classes; c++)
                    Store(rightBack + (c * columns) + column, sums[c] * weights, rest);
                Lanes.Store(weightBack + column, weightSum, rest);
            }
        });
    }

    public override void KeepLargestUnseen(Tensor scores, Tensor isSeen, double offset, Tensor labels, Tensor rows)
    {
        var (batch, classes) = (scores.size(0), scores.size(1));
        var s = ProductPointer(scores);
        var seen = Float32Pointer(isSeen);
        var label = Int64Pointer(labels);
        var row = Int64Pointer(rows);
        ParallelRanges.Run(batch, RowPieces(batch, classes * 4), (_, start, end) =>
        {
            var values = new float[classes];
            for (var i = start; i < end; i++)
                if (seen[label[row[i]]] != 0)
                    KeepLargestUnseen(s + (i * classes), values, seen, (float)offset);
        });
    }

    private static void KeepLargestUnseen(T* scores, Span<float> values, float* seen, float offset)
    {
        fixed (float* value = values)
        {
            for (var c = 0; c < values.Length; c += Lanes.Count)
                Lanes.Store(value + c, Load(scores + c, values.Length - c), values.Length - c);
            var largest = -1;
            for (var c = 0; c < values.Length; c++)
                if (seen[c] == 0 && (largest < 0 || value[c] > value[largest]
                    || (float.IsNaN(value[c]) && !float.IsNaN(value[largest]))))
                    largest = c;
            for (var c = 0; c < values.Length; c++)
                value[c] = seen[c] != 0 ? value[c] : c == largest ? value[c] + offset : float.NegativeInfinity;
            for (var c = 0; c < values.Length; c += Lanes.Count)
                Store(scores + c, Lanes.Load(value + c, values.Length - c), values.Length - c);
        }
    }
}
