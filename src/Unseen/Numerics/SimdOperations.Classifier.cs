using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Unseen.Numerics;

internal sealed unsafe partial class SimdOperations<T, TLanes>
{
    public override void UnitPrototypes(Tensor sums, Tensor bias, bool relu, Tensor unit, Tensor lengths, Tensor centred)
    {
        var (classes, columns) = (sums.shape[0], sums.shape[1]);
        var x = Product(sums);
        var b = Single(bias);
        var u = Single(unit);
        var norm = Single(lengths);
        var c = Product(centred);
        var floor = Vector512.Create(relu ? 0 : float.NegativeInfinity);
        ParallelRanges.Run(classes, RowPieces(classes, columns), (_, start, end) =>
        {
            for (var row = start; row < end; row++)
            {
                var squares = Vector512<float>.Zero;
                for (long column = 0; column < columns; column += Lanes.Count)
                {
                    var (at, left) = ((row * columns) + column, columns - column);
                    var value = Vector512.Max(Load(x + at, left) + Lanes.Load(b + column, left), floor);
                    Lanes.Store(u + at, value, left);
                    squares += left >= Lanes.Count ? value * value : Rest(value * value, left);
                }

                norm[row] = MathF.Max(MathF.Sqrt(Vector512.Sum(squares)), 1e-12f);
                var scale = Vector512.Create(1 / norm[row]);
                for (long column = 0; column < columns; column += Lanes.Count)
                {
                    var (at, left) = ((row * columns) + column, columns - column);
                    Lanes.Store(u + at, Lanes.Load(u + at, left) * scale, left);
                }
            }
        });
        ForColumns(columns, ColumnPieces(columns), (_, start, end) =>
        {
            for (var column = start; column < end; column += Lanes.Count)
            {
                var left = end - column;
                var mean = Vector512<float>.Zero;
                for (long row = 0; row < classes; row++)
                    mean += Lanes.Load(u + (row * columns) + column, left);
                mean /= classes;
                for (long row = 0; row < classes; row++)
                    Store(c + (row * columns) + column, Lanes.Load(u + (row * columns) + column, left) - mean, left);
            }
        });
    }

    public override void UnitPrototypesBack(Tensor gradient, Tensor unit, Tensor lengths, bool relu, Tensor biasGradient)
    {
        var (classes, columns) = (gradient.shape[0], gradient.shape[1]);
        var g = Product(gradient);
        var u = Single(unit);
        var norm = Single(lengths);
        var total = Single(biasGradient);
        ParallelRanges.Run(classes, RowPieces(classes, columns), (_, start, end) =>
        {
            for (var row = start; row < end; row++)
            {
                var along = Vector512<float>.Zero;
                for (long column = 0; column < columns; column += Lanes.Count)
                {
                    var (at, left) = ((row * columns) + column, columns - column);
                    along += Load(g + at, left) * Lanes.Load(u + at, left);
                }

                var (radial, scale) = (Vector512.Create(Vector512.Sum(along)), Vector512.Create(1 / norm[row]));
                for (long column = 0; column < columns; column += Lanes.Count)
                {
                    var (at, left) = ((row * columns) + column, columns - column);
                    var prototype = Lanes.Load(u + at, left);
                    var back = (Load(g + at, left) - (prototype * radial)) * scale;
                    if (relu)
                        back = Vector512.ConditionalSelect(Vector512.GreaterThan(prototype, Vector512<float>.Zero), back, Vector512<float>.Zero);
                    Store(g + at, back, left);
                }
            }
        });
        SumRows(g, classes, columns, total);
    }

    public override double CrossEntropy(Tensor scores, Tensor bias, double scale, Tensor labels, Tensor rows, Tensor? biasGradient)
    {
        var (batch, classes) = (scores.shape[0], scores.shape[1]);
        var s = Product(scores);
        var b = Single(bias);
        var label = Int64(labels);
        var row = Int64(rows);
        var (factor, passed) = (Vector512.Create((float)scale), Vector512.Create((float)(scale / batch)));
        var pieces = RowPieces(batch, classes * 8); // an exponential costs several times a pass
        var losses = new double[pieces];
        ParallelRanges.Run(batch, pieces, (piece, start, end) =>
        {
            var logits = new float[classes];
            fixed (float* z = logits)
                for (var i = start; i < end; i++)
                    losses[piece] += SoftmaxRow(s + (i * classes), z, b, classes, label[row[i]], factor, passed);
        });
        if (biasGradient is not null)
        {
            var total = Single(biasGradient);
            SumRows(s, batch, classes, total);
            for (long column = 0; column < classes; column++)
                total[column] /= (float)scale;
        }

        return losses.Sum() / batch;
    }

    private static double SoftmaxRow(T* s, float* z, float* bias, long classes, long truth, Vector512<float> factor, Vector512<float> passed)
    {
        var largest = Vector512.Create(float.NegativeInfinity);
        for (long column = 0; column < classes; column += Lanes.Count)
        {
            var left = classes - column;
            var logit = (Load(s + column, left) * factor) + Lanes.Load(bias + column, left);
            Lanes.Store(z + column, logit, left);
            largest = Vector512.Max(largest, left >= Lanes.Count ? logit : Rest(logit, left, float.NegativeInfinity));
        }

        var top = largest[0];
        for (var lane = 1; lane < Lanes.Count; lane++)
            top = MathF.Max(top, largest[lane]);
        var truthLogit = z[truth];
        var sum = Vector512<float>.Zero;
        for (long column = 0; column < classes; column += Lanes.Count)
        {
            var left = classes - column;
            var power = Vector512.Exp(Lanes.Load(z + column, left) - Vector512.Create(top));
            Lanes.Store(z + column, power, left);
            sum += left >= Lanes.Count ? power : Rest(power, left);
        }

        var total = Vector512.Sum(sum);
        z[truth] -= total; // softmax - 1, once divided
        var share = passed / total;
        for (long column = 0; column < classes; column += Lanes.Count)
        {
            var left = classes - column;
            Store(s + column, Lanes.Load(z + column, left) * share, left);
        }

        return Math.Log(total) + top - truthLogit;
    }

    private static void SumRows(T* matrix, long rows, long columns, float* sums) =>
        ForColumns(columns, ColumnPieces(columns), (_, start, end) =>
        {
            for (var column = start; column < end; column += Lanes.Count)
            {
                var left = end - column;
                var sum = Vector512<float>.Zero;
                for (long row = 0; row < rows; row++)
                    sum += Load(matrix + (row * columns) + column, left);
                Lanes.Store(sums + column, sum, left);
            }
        });

    /// <summary>The first <paramref name="left"/> lanes, another value in the others.</summary>
    private static Vector512<float> Rest(Vector512<float> values, long left, float other = 0)
    {
        for (var lane = (int)left; lane < Lanes.Count; lane++)
            values = values.WithElement(lane, other);
        return values;
    }
}
