using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static TorchSharp.torch;

namespace Unseen.Numerics;

internal sealed unsafe partial class SimdOperations<T, TLanes>
{
    public override void GatherRows(Tensor source, Tensor rows, Tensor destination)
    {
        var (count, columns) = (destination.size(0), destination.size(1));
        var from = ProductPointer(source);
        var pick = Int64Pointer(rows);
        var to = ProductPointer(destination);
        ParallelRanges.Run(count, RowPieces(count, columns), [MethodImpl(AggressiveOptimization)] (_, start, end) =>
        {
            for (var row = start; row < end; row++)
                new ReadOnlySpan<T>(from + (pick[row] * columns), (int)columns)
                    .CopyTo(new Span<T>(to + (row * columns), (int)columns));
        });
    }

    public override void HiddenLayer(Tensor sums, Tensor? byClass, Tensor? labels, Tensor bias)
    {
        var (rows, columns) = (sums.size(0), sums.size(1));
        var x = ProductPointer(sums);
        var b = Float32Pointer(bias);
        var classPart = byClass is null ? null : ProductPointer(byClass);
        var label = labels is null ? null : Int64Pointer(labels);
        ParallelRanges.Run(rows, RowPieces(rows, columns), [MethodImpl(AggressiveOptimization)] (_, start, end) =>
        {
            for (var row = start; row < end; row++)
            {
                var ofClass = classPart == null ? null : classPart + (label[row] * columns);
                for (long column = 0; column < columns; column += Lanes.Count)
                {
                    var at = x + (row * columns) + column;
                    var left = columns - column;
                    var activation = Load(at, left) + Lanes.Load(b + column, left);
                    if (ofClass != null)
                        activation += Load(ofClass + column, left);
                    Store(at, activation * Slope(activation), left);
                }
            }
        });
    }

    public override void HiddenLayerBack(
        Tensor gradient, Tensor hidden, Tensor? labels, Tensor? gradientByClass, Tensor biasGradient)
    {
        var (rows, columns) = (gradient.size(0), gradient.size(1));
        var g = ProductPointer(gradient);
        var h = ProductPointer(hidden);
        var total = Float32Pointer(biasGradient);
        var label = labels is null ? null : Int64Pointer(labels);
        var sums = gradientByClass is null ? null : SumsFor(gradientByClass);
        var byClass = sums is null ? null : Float32Pointer(sums);
        ForColumns(columns, ColumnPieces(rows, columns), [MethodImpl(AggressiveOptimization)] (_, start, end) =>
        {
            Clear(total, 1, columns, start, end);
            for (long row = 0; row < rows; row++)
            {
                var ofClass = byClass == null ? null : byClass + (label[row] * columns);
                for (var column = start; column < end; column += Lanes.Count)
                {
                    var (at, left) = ((row * columns) + column, end - column);
                    var back = Load(g + at, left) * Slope(Load(h + at, left));
                    Store(g + at, back, left);
                    Lanes.Store(total + column, Lanes.Load(total + column, left) + back, left);
                    if (ofClass != null)
                        Lanes.Store(ofClass + column, Lanes.Load(ofClass + column, left) + back, left);
                }
            }
        });
        if (gradientByClass is not null && gradientByClass.dtype != ScalarType.Float32)
            gradientByClass.copy_(sums!);
    }

    public override void ReluLayer(Tensor sums, Tensor bias)
    {
        var (rows, columns) = (sums.size(0), sums.size(1));
        var x = ProductPointer(sums);
        var b = Float32Pointer(bias);
        ParallelRanges.Run(rows, RowPieces(rows, columns), [MethodImpl(AggressiveOptimization)] (_, start, end) =>
        {
            for (var row = start; row < end; row++)
                for (long column = 0; column < columns; column += Lanes.Count)
                {
                    var at = x + (row * columns) + column;
                    var left = columns - column;
                    Store(at, Vector256.Max(Load(at, left) + Lanes.Load(b + column, left), Vector256<float>.Zero),
                        left);
                }
        });
    }

    public override void ReluLayerBack(Tensor gradient, Tensor output, Tensor biasGradient)
    {
        var (rows, columns) = (gradient.size(0), gradient.size(1));
        var g = ProductPointer(gradient);
        var y = ProductPointer(output);
        var total = Float32Pointer(biasGradient);
        ForColumns(columns, ColumnPieces(rows, columns), [MethodImpl(AggressiveOptimization)] (_, start, end) =>
        {
            Clear(total, 1, columns, start, end);
            for (long row = 0; row < rows; row++)
                for (var column = start; column < end; column += Lanes.Count)
                {
                    var (at, left) = ((row * columns) + column, end - column);
                    var back = Vector256.ConditionalSelect(
                        Vector256.GreaterThan(Load(y + at, left), Vector256<float>.Zero), Load(g + at, left),
                            Vector256<float>.Zero);
                    Store(g + at, back, left);
                    Lanes.Store(total + column, Lanes.Load(total + column, left) + back, left);
                }
        });
    }

    /// <summary>Sets columns [start, end) of a matrix to 0.</summary>
    private static void Clear(float* matrix, long rows, long columns, long start, long end)
    {
        for (long row = 0; row < rows; row++)
            new Span<float>(matrix + (row * columns) + start, (int)(end - start)).Clear();
    }
}
