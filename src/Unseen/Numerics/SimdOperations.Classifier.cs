using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;
using Tensor = TorchSharp.torch.Tensor;

namespace Unseen.Numerics;

internal sealed unsafe partial class SimdOperations<T, TLanes>
{
    public override void UnitPrototypes(
        Tensor sums, Tensor bias, bool relu, Tensor unit, Tensor lengths, Tensor centred)
    {
        var (classes, columns) = (sums.size(0), sums.size(1));
        var x = ProductPointer(sums);
        var b = Float32Pointer(bias);
        var u = Float32Pointer(unit);
        var norm = Float32Pointer(lengths);
        var c = ProductPointer(centred);
        var floor = Vector256.Create(relu ? 0 : float.NegativeInfinity);
        ParallelRanges.Run(classes, RowPieces(classes, columns), [MethodImpl(AggressiveOptimization)] (_, start, end) =>
        {
            for (var row = start; row < end; row++)
            {
                var squares = Vector256<float>.Zero;
                for (long column = 0; column < columns; column += Lanes.Count)
                {
                    var (at, left) = ((row * columns) + column, columns - column);
                    var value = Vector256.Max(Load(x + at, left) + Lanes.Load(b + column, left), floor);
                    Lanes.Store(u + at, value, left);
                    squares += value * value; // values beyond the end of the row are 0
                }

                norm[row] = MathF.Max(MathF.Sqrt(Vector256.Sum(squares)), 1e-12f);
                var scale = Vector256.Create(1 / norm[row]);
                for (long column = 0; column < columns; column += Lanes.Count)
                {
                    var (at, left) = ((row * columns) + column, columns - column);
                    Lanes.Store(u + at, Lanes.Load(u + at, left) * scale, left);
                }
            }
        });
        var means = new float[columns];
        ForColumns(columns, ColumnPieces(classes, columns), [MethodImpl(AggressiveOptimization)] (_, start, end) =>
        {
            fixed (float* mean = means)
            {
                AddRows<float, Float32Lanes>(u, classes, columns, mean, start, end);
                var share = Vector256.Create(1f / classes);
                for (long row = 0; row < classes; row++)
                    for (var column = start; column < end; column += Lanes.Count)
                    {
                        var (at, left) = ((row * columns) + column, end - column);
                        Store(c + at, Lanes.Load(u + at, left) - (Lanes.Load(mean + column, left) * share), left);
                    }
            }
        });
    }

    public override void UnitPrototypesBack(
        Tensor gradient, Tensor unit, Tensor lengths, bool relu, Tensor biasGradient)
    {
        var (classes, columns) = (gradient.size(0), gradient.size(1));
        var g = ProductPointer(gradient);
        var u = Float32Pointer(unit);
        var norm = Float32Pointer(lengths);
        var total = Float32Pointer(biasGradient);
        ParallelRanges.Run(classes, RowPieces(classes, columns), [MethodImpl(AggressiveOptimization)] (_, start, end) =>
        {
            for (var row = start; row < end; row++)
            {
                var along = Vector256<float>.Zero;
                for (long column = 0; column < columns; column += Lanes.Count)
                {
                    var (at, left) = ((row * columns) + column, columns - column);
                    along += Load(g + at, left) * Lanes.Load(u + at, left);
                }

                var (radial, scale) = (Vector256.Create(Vector256.Sum(along)), Vector256.Create(1 / norm[row]));
                for (long column = 0; column < columns; column += Lanes.Count)
                {
                    var (at, left) = ((row * columns) + column, columns - column);
                    var prototype = Lanes.Load(u + at, left);
                    var back = (Load(g + at, left) - (prototype * radial)) * scale;
                    if (relu)
                        back = Vector256.ConditionalSelect(
                            Vector256.GreaterThan(prototype, Vector256<float>.Zero), back, Vector256<float>.Zero);
                    Store(g + at, back, left);
                }
            }
        });
        SumRows(g, classes, columns, total);
    }

    public override double CrossEntropy(
        Tensor scores, Tensor bias, double scale, Tensor labels, Tensor rows, Tensor? biasGradient)
    {
        var (batch, classes) = (scores.size(0), scores.size(1));
        var s = ProductPointer(scores);
        var b = Float32Pointer(bias);
        var label = Int64Pointer(labels);
        var row = Int64Pointer(rows);
        var (factor, gradientFactor) = (Vector256.Create((float)scale), Vector256.Create((float)(scale / batch)));
        var pieces = RowPieces(batch, classes * 8); // an exponential takes several times as long as other operations
        var losses = new double[pieces];
        ParallelRanges.Run(batch, pieces, [MethodImpl(AggressiveOptimization)] (piece, start, end) =>
        {
            var logits = new float[classes];
            for (var i = start; i < end; i++)
                losses[piece] += SoftmaxRow(s + (i * classes), logits, b, label[row[i]], factor, gradientFactor);
        });
        if (biasGradient is not null)
        {
            var total = Float32Pointer(biasGradient);
            SumRows(s, batch, classes, total);
            for (long column = 0; column < classes; column++)
                total[column] /= (float)scale;
        }

        return losses.Sum() / batch;
    }

    [MethodImpl(AggressiveOptimization)]
    private static double SoftmaxRow(
        T* s, Span<float> logits, float* bias, long truth, Vector256<float> factor, Vector256<float> gradientFactor)
    {
        fixed (float* z = logits)
        {
            for (var column = 0; column < logits.Length; column += Lanes.Count)
            {
                var left = logits.Length - column;
                Lanes.Store(z + column, (Load(s + column, left) * factor) + Lanes.Load(bias + column, left), left);
            }

            var largest = TensorPrimitives.Max<float>(logits);
            var truthLogit = z[truth] - largest;
            TensorPrimitives.Subtract(logits, largest, logits);
            TensorPrimitives.Exp<float>(logits, logits);
            var total = TensorPrimitives.Sum<float>(logits);
            z[truth] -= total; // becomes softmax - 1 after the division
            var share = gradientFactor / total;
            for (var column = 0; column < logits.Length; column += Lanes.Count)
            {
                var left = logits.Length - column;
                Store(s + column, Lanes.Load(z + column, left) * share, left);
            }

            return Math.Log(total) - truthLogit;
        }
    }

    private static void SumRows(T* matrix, long rows, long columns, float* sums) =>
        ForColumns(columns, ColumnPieces(rows, columns), [MethodImpl(AggressiveOptimization)] (_, start, end) =>
        {
            Clear(sums, 1, columns, start, end);
            AddRows<T, TLanes>(matrix, rows, columns, sums, start, end);
        });

    /// <summary>Adds columns [start, end) of all rows to the sums. The matrix is read row by row, which is its order in
    /// memory.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void AddRows<TMatrix, TMatrixLanes>(
        TMatrix* matrix, long rows, long columns, float* sums, long start, long end)
        where TMatrix : unmanaged
        where TMatrixLanes : ILanes<TMatrix>
    {
        for (long row = 0; row < rows; row++)
            for (var column = start; column < end; column += Lanes.Count)
            {
                var left = end - column;
                var sum = Lanes.Load(sums + column, left)
                    + Lanes.Load<TMatrix, TMatrixLanes>(matrix + (row * columns) + column, left);
                Lanes.Store(sums + column, sum, left);
            }
    }
}
