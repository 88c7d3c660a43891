using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Tests.Numerics.Properties;

/// <summary>Compares the layers of generators and critics with plain loops over doubles.</summary>
public class LayerPropertyTests
{
    public static TheoryData<ScalarType> Types => [ScalarType.Float32, ScalarType.BFloat16];

    [Theory]
    [MemberData(nameof(Types))]
    public void GatherRows_AnyShape_CopiesTheRows(ScalarType type) => NumericsCase.ForAll(one =>
    {
        var (b, k) = (one.Rows, one.Columns);
        using var operations = FusedOperations.For(CPU, type);
        var (source, order, destination) = (one.Matrix(type, b, k), one.Order(b), zeros(b, k, dtype: type));
        operations.GatherRows(source.Tensor, tensor(order), destination);
        Sum.Check("row", All(b, k, (i, j) => Sum.Single(source[order[i], j])), destination);
    });

    [Theory]
    [MemberData(nameof(Types))]
    public void HiddenLayer_AnyShape_EqualsPlainLoops(ScalarType type) => NumericsCase.ForAll(one =>
    {
        var (b, h, c) = (one.Rows, one.Columns, one.Classes);
        using var operations = FusedOperations.For(CPU, type);
        var (sums, byClass, labels, bias) =
            (one.Matrix(type, b, h), one.Matrix(type, c, h), one.Labels(b), one.Vector(h));
        var (result, alone) = (sums.Tensor.clone(), sums.Tensor.clone());
        operations.HiddenLayer(result, byClass.Tensor, tensor(labels), bias.Flat);
        operations.HiddenLayer(alone, null, null, bias.Flat);
        Sum.Check("hidden", All(b, h, (i, j) => Leaky(sums[i, j] + byClass[labels[i], j] + bias[j])), result);
        Sum.Check("alone", All(b, h, (i, j) => Leaky(sums[i, j] + bias[j])), alone);
    });

    [Theory]
    [MemberData(nameof(Types))]
    public void HiddenLayerBack_AnyShape_EqualsPlainLoops(ScalarType type) => NumericsCase.ForAll(one =>
    {
        var (b, h, c) = (one.Rows, one.Columns, one.Classes);
        using var operations = FusedOperations.For(CPU, type);
        var (gradient, hidden, labels) = (one.Matrix(type, b, h), one.Matrix(type, b, h), one.Labels(b));
        var (byClass, bias) = (full(c, h, double.NaN, dtype: type), full(h, double.NaN));
        operations.HiddenLayerBack(gradient.Tensor, hidden.Tensor, tensor(labels), byClass, bias);

        double Back(long i, long j) => gradient[i, j] * Slope(hidden[i, j]);
        var (byClassSums, biasSums) = (new Sum[c * h], new Sum[h]);
        for (var i = 0; i < b; i++)
            for (var j = 0; j < h; j++)
            {
                byClassSums[(labels[i] * h) + j].Add(Back(i, j));
                biasSums[j].Add(Back(i, j));
            }

        Sum.Check("gradient", All(b, h, (i, j) => Sum.Single(Back(i, j))), gradient.Tensor);
        Sum.Check("gradient by class", byClassSums, byClass);
        Sum.Check("bias gradient", biasSums, bias);
    });

    [Theory]
    [MemberData(nameof(Types))]
    public void ReluLayer_AnyShape_EqualsPlainLoops(ScalarType type) => NumericsCase.ForAll(one =>
    {
        var (b, d) = (one.Rows, one.Columns);
        using var operations = FusedOperations.For(CPU, type);
        var (sums, bias, gradient) = (one.Matrix(type, b, d), one.Vector(d), one.Matrix(type, b, d));
        var (output, biasGradient) = (sums.Tensor.clone(), full(d, double.NaN));
        operations.ReluLayer(output, bias.Flat);
        operations.ReluLayerBack(gradient.Tensor, output, biasGradient);

        double Back(long i, long j) => sums[i, j] + bias[j] > 0 ? gradient[i, j] : 0;
        var biasSums = new Sum[d];
        for (var i = 0; i < b; i++)
            for (var j = 0; j < d; j++)
                biasSums[j].Add(Back(i, j));
        Sum.Check("output", All(b, d, (i, j) => Sum.Single(Math.Max(0, sums[i, j] + bias[j]))), output);
        Sum.Check("gradient", All(b, d, (i, j) => Sum.Single(Back(i, j))), gradient.Tensor);
        Sum.Check("bias gradient", biasSums, biasGradient);
    });

    [Theory]
    [MemberData(nameof(Types))]
    public void CriticLayer_AnyShape_EqualsPlainLoops(ScalarType type) => NumericsCase.ForAll(one =>
    {
        var (b, h, c) = (one.Rows, one.Columns, one.Classes);
        using var operations = FusedOperations.For(CPU, type);
        var (sums, byClass, labels, bias) =
            (one.Matrix(type, 2 * b, h), one.Matrix(type, c, h), one.Labels(b), one.Vector(h));
        var (weight, mix) = (one.Weights(1, h), one.Shares(b));
        var (slopes, mixedBack) = (zeros(3 * b, h, dtype: type), zeros(b, h, dtype: type));
        var (slopesByClass, slopeSums) = (full(c, h, double.NaN, dtype: type), full(h, double.NaN));
        var (real, fake) = operations.CriticLayer(
            sums.Tensor, byClass.Tensor, tensor(labels), bias.Flat, weight.Flat, mix.Flat, slopes, mixedBack,
                slopesByClass, slopeSums);
        var back = sums.Tensor.narrow(0, 0, b).clone();
        operations.CriticLayerBack(back, byClass.Tensor, tensor(labels), bias.Flat, weight.Flat, -0.25);

        var (slopeValues, mixedValues, byClassSums, sumsOfSlopes) =
            (new Sum[3 * b * h], new Sum[b * h], new Sum[c * h], new Sum[h]);
        var backValues = new Sum[b * h];
        Sum realSum = default, fakeSum = default;
        for (var i = 0; i < b; i++)
            for (var j = 0; j < h; j++)
            {
                var shift = byClass[labels[i], j] + bias[j];
                var (atReal, atFake) = (sums[i, j] + shift, sums[b + i, j] + shift);
                var (slope, slopeFake, slopeMixed) =
                    (Slope(atReal), Slope(atFake), Slope(atFake + (mix[i] * (atReal - atFake))));
                slopeValues[(i * h) + j] = Sum.Single(-slope);
                slopeValues[((b + i) * h) + j] = Sum.Single(slopeFake);
                slopeValues[(((2 * b) + i) * h) + j] = Sum.Single(slopeMixed);
                mixedValues[(i * h) + j] = Sum.Single(slopeMixed * weight[j]);
                backValues[(i * h) + j] = Sum.Single(-0.25 * weight[j] * slope);
                byClassSums[(labels[i] * h) + j].Add(slopeFake - slope, 2);
                sumsOfSlopes[j].Add(slopeFake - slope, 2);
                realSum.Add(weight[j] * slope * atReal);
                fakeSum.Add(weight[j] * slopeFake * atFake);
            }

        Sum.Check("slopes", slopeValues, slopes);
        Sum.Check("mixed back", mixedValues, mixedBack);
        Sum.Check("slopes by class", byClassSums, slopesByClass);
        Sum.Check("slope sums", sumsOfSlopes, slopeSums);
        Sum.Check("back", backValues, back);
        Sum.Check("scores", [realSum, fakeSum], tensor(new[] { real, fake }, dtype: ScalarType.Float32));
    });

    [Theory]
    [MemberData(nameof(Types))]
    public void PenaltyBack_AnyShape_EqualsPlainLoops(ScalarType type) => NumericsCase.ForAll(one =>
    {
        var (b, d) = (one.Rows, one.Columns);
        using var operations = FusedOperations.For(CPU, type);
        var (gradient, back) = (one.Matrix(type, b, d), zeros(b, d, dtype: type));
        var penalty = operations.PenaltyBack(gradient.Tensor, 10, back);

        var values = new Sum[b * d];
        Sum penalties = default;
        for (var i = 0; i < b; i++)
        {
            double squares = 0;
            for (var j = 0; j < d; j++)
                squares += gradient[i, j] * gradient[i, j];
            var length = Math.Max(Math.Sqrt(squares), 1e-12);
            penalties.Add((length - 1) * (length - 1), (length + 1) * (length + 1) * (d + 8));
            for (var j = 0; j < d; j++)
            {
                var size = 20 * Math.Abs(gradient[i, j]) * (1 + (1 / length)) * (d + 8);
                values[(i * d) + j] = Sum.Single(20 * (1 - (1 / length)) * gradient[i, j], size);
            }
        }

        Sum.Check("back", values, back);
        Sum.Check("penalty", [penalties], tensor(new[] { penalty }, dtype: ScalarType.Float64));
    });

    internal static Sum[] All(int rows, int columns, Func<int, int, Sum> value)
    {
        var values = new Sum[rows * columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                values[(i * columns) + j] = value(i, j);
        return values;
    }

    internal static double Slope(double activation) => activation > 0 ? 1 : 0.2;

    private static Sum Leaky(double activation) => Sum.Single(activation * Slope(activation));
}
