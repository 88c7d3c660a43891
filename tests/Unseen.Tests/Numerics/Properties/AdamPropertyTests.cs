using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Tests.Numerics.Properties;

/// <summary>Compares the fused update of Adam with plain loops over doubles.</summary>
public class AdamPropertyTests
{
    private static readonly AdamSettings _settings = new(0.01, 0.5, 0.999, 0.25);

    public static TheoryData<ScalarType, bool> TypesAndFactors =>
        new MatrixTheoryData<ScalarType, bool>([ScalarType.Float32, ScalarType.BFloat16], [false, true]);

    [Theory]
    [MemberData(nameof(TypesAndFactors))]
    public void AdamUpdate_AnyShape_EqualsPlainLoops(ScalarType type, bool hasFactors) => NumericsCase.ForAll(one =>
    {
        var (rows, columns) = (one.Rows, one.Columns);
        using var operations = FusedOperations.For(CPU, type);
        var (value, first, second) = (one.Matrix(ScalarType.Float32, rows, columns),
            one.Matrix(ScalarType.Float32, rows, columns), one.Weights(rows, columns));
        var (gradient, factors, dots) = (one.Matrix(type, rows, columns), one.Weights(1, rows), zeros(rows));
        using var array = TrainedArray.Matrix(value.Tensor.clone(), type);
        array.FirstMoment.copy_(first.Tensor);
        array.SecondMoment.copy_(second.Tensor.abs());
        var step = new AdamStep(_settings, 0.02, 0.5, 0.5);
        operations.AdamUpdate(array, gradient.Tensor, step, hasFactors ? factors.Flat : null, hasFactors ? dots : null);

        var (values, firsts, seconds, dotSums) =
            (new Sum[rows * columns], new Sum[rows * columns], new Sum[rows * columns], new Sum[rows]);
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
            {
                var (p, at) = (value[i, j], (i * columns) + j);
                var scaled = gradient[i, j] * 0.5 * (hasFactors ? factors[i] : 1);
                var (g, gSize) = (scaled + (p * 0.25), Math.Abs(scaled) + Math.Abs(p * 0.25));
                var (m, mSize) = ((first[i, j] * 0.5) + (g * 0.5), Math.Abs(first[i, j] * 0.5) + (gSize * 0.5));
                var vSize = (Math.Abs(second[i, j]) * 0.999) + (gSize * gSize * 0.001);
                var v = (Math.Abs(second[i, j]) * 0.999) + (g * g * 0.001);
                var denominator = (Math.Sqrt(v) / 0.5) + 1e-8;
                var update = 0.02 * m / denominator;
                // The rounding errors of m and of v both count. They are large if the terms of a gradient cancel out.
                var updateSize = double.IsInfinity(v) ? 0 : 0.02 * mSize / denominator * (v == 0 ? 1 : 1 + (vSize / v));
                // A subnormal numerator is rounded to a multiple of float.Epsilon. Sum multiplies sizes by the unit of
                // float32, 2⁻²³, so this size is divided by that unit here.
                updateSize += float.Epsilon * (1 << 23) / denominator;
                firsts[at] = Sum.Single(m, mSize);
                seconds[at] = Sum.Single(v, vSize);
                values[at] = Sum.Single(p - update, Math.Abs(p) + (8 * updateSize));
                dotSums[i].Add(p * gradient[i, j]);
            }

        Sum.Check("first moment", firsts, array.FirstMoment);
        Sum.Check("second moment", seconds, array.SecondMoment);
        Sum.Check("value", values, array.Value);
        Sum.Check("copy for products", values, array.Product);
        if (hasFactors)
            Sum.Check("dots", dotSums, dots);
    });
}
