using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static TorchSharp.torch;

namespace Unseen.Numerics;

internal sealed unsafe partial class SimdOperations<T, TLanes>
{
    public override (double Real, double Fake) CriticLayer(
        Tensor sums, Tensor byClass, Tensor labels, Tensor bias, Tensor outputWeight, Tensor mix, Tensor slopes,
            Tensor mixedBack,
        Tensor slopesByClass, Tensor slopeSums)
    {
        var (batch, columns, classes) = (labels.size(0), sums.size(1), slopesByClass.size(0));
        var x = ProductPointer(sums);
        var classPart = ProductPointer(byClass);
        var label = Int64Pointer(labels);
        var b = Float32Pointer(bias);
        var w = Float32Pointer(outputWeight);
        var t = Float32Pointer(mix);
        var m = ProductPointer(slopes);
        var back = ProductPointer(mixedBack);
        var total = Float32Pointer(slopeSums);
        var classSums = SumsFor(slopesByClass);
        var slopesOfClasses = Float32Pointer(classSums);
        var pieces = ColumnPieces(batch, columns);
        var scores = new (double Real, double Fake)[pieces];
        ForColumns(columns, pieces, [MethodImpl(AggressiveOptimization)] (piece, start, end) =>
        {
            Clear(total, 1, columns, start, end);
            var (realScore, fakeScore) = (Vector256<float>.Zero, Vector256<float>.Zero);
            for (long row = 0; row < batch; row++)
            {
                var real = x + (row * columns);
                var fake = x + ((batch + row) * columns);
                var part = classPart + (label[row] * columns);
                var slopesOfClass = slopesOfClasses + (label[row] * columns);
                var share = Vector256.Create(t[row]);
                for (var column = start; column < end; column += Lanes.Count)
                {
                    var left = end - column;
                    var weight = Lanes.Load(w + column, left);
                    var shift = Load(part + column, left) + Lanes.Load(b + column, left);
                    var (h, hFake) = (Load(real + column, left) + shift, Load(fake + column, left) + shift);
                    var (slope, slopeFake, slopeMixed) = (Slope(h), Slope(hFake), Slope(hFake + (share * (h - hFake))));
                    Store(m + (row * columns) + column, -slope, left);
                    Store(m + ((batch + row) * columns) + column, slopeFake, left);
                    Store(m + (((2 * batch) + row) * columns) + column, slopeMixed, left);
                    Store(back + (row * columns) + column, slopeMixed * weight, left);
                    realScore += weight * slope * h;
                    fakeScore += weight * slopeFake * hFake;
                    var difference = slopeFake - slope;
                    Lanes.Store(total + column, Lanes.Load(total + column, left) + difference, left);
                    Lanes.Store(slopesOfClass + column, Lanes.Load(slopesOfClass + column, left) + difference, left);
                }
            }

            scores[piece] = (Vector256.Sum(realScore), Vector256.Sum(fakeScore));
        });
        if (slopesByClass.dtype != ScalarType.Float32)
            slopesByClass.copy_(classSums);
        return (scores.Sum(score => score.Real), scores.Sum(score => score.Fake));
    }

    public override double PenaltyBack(Tensor inputGradient, double weight, Tensor back)
    {
        var (rows, columns) = (inputGradient.size(0), inputGradient.size(1));
        var g = ProductPointer(inputGradient);
        var q = ProductPointer(back);
        var pieces = RowPieces(rows, columns);
        var penalties = new double[pieces];
        ParallelRanges.Run(rows, pieces, [MethodImpl(AggressiveOptimization)] (piece, start, end) =>
        {
            for (var row = start; row < end; row++)
            {
                var squares = Vector256<float>.Zero;
                for (long column = 0; column < columns; column += Lanes.Count)
                {
                    var value = Load(g + (row * columns) + column, columns - column);
                    squares += value * value;
                }

                var length = Math.Max(Math.Sqrt(Vector256.Sum(squares)), 1e-12);
                penalties[piece] += (length - 1) * (length - 1);
                var scale = Vector256.Create((float)(2 * weight * (1 - (1 / length))));
                for (long column = 0; column < columns; column += Lanes.Count)
                {
                    var (at, left) = ((row * columns) + column, columns - column);
                    Store(q + at, Load(g + at, left) * scale, left);
                }
            }
        });
        return penalties.Sum();
    }

    public override void CriticLayerBack(
        Tensor sums, Tensor byClass, Tensor labels, Tensor bias, Tensor outputWeight, double scale)
    {
        var (rows, columns) = (sums.size(0), sums.size(1));
        var x = ProductPointer(sums);
        var classPart = ProductPointer(byClass);
        var label = Int64Pointer(labels);
        var b = Float32Pointer(bias);
        var w = Float32Pointer(outputWeight);
        var factor = Vector256.Create((float)scale);
        ParallelRanges.Run(rows, RowPieces(rows, columns), [MethodImpl(AggressiveOptimization)] (_, start, end) =>
        {
            for (var row = start; row < end; row++)
                for (long column = 0; column < columns; column += Lanes.Count)
                {
                    var at = x + (row * columns) + column;
                    var left = columns - column;
                    var activation = Load(at, left) + Load(classPart + (label[row] * columns) + column, left)
                        + Lanes.Load(b + column, left);
                    Store(at, factor * Lanes.Load(w + column, left) * Slope(activation), left);
                }
        });
    }
}
