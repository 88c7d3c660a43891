using Unseen.Numerics;
using static TorchSharp.torch;
using static Unseen.Tests.Numerics.Properties.LayerPropertyTests;

namespace Unseen.Tests.Numerics.Properties;

/// <summary>Compares the operations that train classifiers with plain loops over doubles.</summary>
public class ClassifierPropertyTests
{
    public static TheoryData<ScalarType, bool> TypesAndRelu =>
        new MatrixTheoryData<ScalarType, bool>([ScalarType.Float32, ScalarType.BFloat16], [false, true]);

    [Theory]
    [MemberData(nameof(TypesAndRelu))]
    public void UnitPrototypes_AnyShape_EqualPlainLoops(ScalarType type, bool relu) => NumericsCase.ForAll(one =>
    {
        var (c, d) = (one.Rows, one.Columns);
        using var operations = FusedOperations.For(CPU, type);
        var (sums, bias) = (one.Matrix(type, c, d), one.Vector(d));
        var (unit, lengths, centred) = (zeros(c, d), zeros(c), zeros(c, d, dtype: type));
        operations.UnitPrototypes(sums.Tensor, bias.Flat, relu, unit, lengths, centred);

        var (lengthValues, units, means) = (new Sum[c], new Sum[c * d], new Sum[d]);
        for (var i = 0; i < c; i++)
        {
            double Prototype(int j) => relu ? Math.Max(0, sums[i, j] + bias[j]) : sums[i, j] + bias[j];
            double squares = 0;
            for (var j = 0; j < d; j++)
                squares += Prototype(j) * Prototype(j);
            var length = Math.Max(Math.Sqrt(squares), 1e-12);
            lengthValues[i] = Sum.Single(length, length * (d + 8));
            for (var j = 0; j < d; j++)
            {
                units[(i * d) + j] = Sum.Single(Prototype(j) / length, Math.Abs(Prototype(j) / length) * (d + 8));
                means[j].Add(Prototype(j) / length / c, Math.Abs(Prototype(j) / length / c) * (d + 8));
            }
        }

        Sum.Check("unit", units, unit);
        Sum.Check("lengths", lengthValues, lengths);
        Sum.Check("centred", All(c, d, (i, j) => units[(i * d) + j].Minus(means[j])), centred);
    });

    [Theory]
    [MemberData(nameof(TypesAndRelu))]
    public void UnitPrototypesBack_AnyShape_EqualsPlainLoops(ScalarType type, bool relu) => NumericsCase.ForAll(one =>
    {
        var (c, d) = (one.Rows, one.Columns);
        using var operations = FusedOperations.For(CPU, type);
        var (gradient, unit, lengths, bias) =
            (one.Matrix(type, c, d), one.Weights(c, d), one.Weights(1, c), full(d, double.NaN));
        operations.UnitPrototypesBack(gradient.Tensor, unit.Tensor, lengths.Flat, relu, bias);

        var (back, biasSums) = (new Sum[c * d], new Sum[d]);
        for (var i = 0; i < c; i++)
        {
            double along = 0, size = 0;
            for (var j = 0; j < d; j++)
                (along, size) = (along + (gradient[i, j] * unit[i, j]), size + Math.Abs(gradient[i, j] * unit[i, j]));
            for (var j = 0; j < d; j++)
            {
                var isCut = relu && !(unit[i, j] > 0);
                var value = isCut ? 0 : (gradient[i, j] - (unit[i, j] * along)) * (1 / lengths[i]);
                var terms = isCut ? 0 : (Math.Abs(gradient[i, j]) + (Math.Abs(unit[i, j]) * size * (d + 8)))
                    / Math.Abs(lengths[i]);
                back[(i * d) + j] = Sum.Single(value, terms);
                biasSums[j].Add(value, terms);
            }
        }

        Sum.Check("gradient", back, gradient.Tensor);
        Sum.Check("bias gradient", biasSums, bias, termsRounded: type == ScalarType.BFloat16);
    });

    [Theory]
    [MemberData(nameof(Types), MemberType = typeof(LayerPropertyTests))]
    public void CrossEntropy_AnyShape_EqualsPlainLoops(ScalarType type) => NumericsCase.ForAll(one =>
    {
        const double scale = 2.5;
        var (b, c) = (one.Rows, one.Columns);
        using var operations = FusedOperations.For(CPU, type);
        one = one with { Classes = c, Scale = Math.Min(one.Scale, 1) };
        var (scores, bias, labels, order, biasGradient) =
            (one.Matrix(type, b, c), one.Vector(c), one.Labels(b), one.Order(b), full(c, double.NaN));
        var loss = operations.CrossEntropy(
            scores.Tensor, bias.Flat, scale, tensor(labels), tensor(order), biasGradient);

        var (gradients, biasSums) = (new Sum[b * c], new Sum[c]);
        Sum losses = default;
        var logits = new double[c];
        for (var i = 0; i < b; i++)
        {
            var truth = labels[order[i]];
            var largest = double.NegativeInfinity;
            double total = 0;
            for (var j = 0; j < c; j++)
            {
                logits[j] = (scores[i, j] * scale) + bias[j];
                largest = Math.Max(largest, logits[j]);
            }

            for (var j = 0; j < c; j++)
                total += Math.Exp(logits[j] - largest);
            losses.Add((Math.Log(total) - logits[truth] + largest) / b, 1000.0 * (c + 64) / b);
            for (var j = 0; j < c; j++)
            {
                var gradient = (Math.Exp(logits[j] - largest) / total) - (j == truth ? 1 : 0);
                // Rounding affects the logits (up to 30) before the exponential, and the sum of the exponentials.
                var size = ((j == truth ? 1 : 0) + Math.Exp(logits[j] - largest) / total) * (c + 256);
                gradients[(i * c) + j] = Sum.Single(scale / b * gradient, scale / b * size);
                biasSums[j].Add(gradient / b, size / b);
            }
        }

        Sum.Check("gradient", gradients, scores.Tensor);
        Sum.Check("bias gradient", biasSums, biasGradient, termsRounded: type == ScalarType.BFloat16);
        Sum.Check("loss", [losses], tensor(new[] { loss }, dtype: ScalarType.Float64));
    });

    [Theory]
    [MemberData(nameof(Types), MemberType = typeof(LayerPropertyTests))]
    public void KeepLargestUnseen_AnyShape_EqualsPlainLoops(ScalarType type) => NumericsCase.ForAll(one =>
    {
        var (b, c) = (one.Rows, one.Columns);
        using var operations = FusedOperations.For(CPU, type);
        one = one with { Classes = c };
        var (scores, labels, order) = (one.Matrix(type, b, c), one.Labels(b), one.Order(b));
        var isSeen = Enumerable.Range(0, c).Select(j => j % 3 == 0 ? 1f : 0).ToArray();
        operations.KeepLargestUnseen(scores.Tensor, tensor(isSeen), -0.75, tensor(labels), tensor(order));

        var kept = new Sum[b * c];
        for (var i = 0; i < b; i++)
        {
            var largest = -1; // NaN counts as the largest, as in libtorch, so that it is not lost
            for (var j = 0; j < c; j++)
                if (isSeen[j] == 0 && (largest < 0 || scores[i, j] > scores[i, largest]
                    || (double.IsNaN(scores[i, j]) && !double.IsNaN(scores[i, largest]))))
                    largest = j;
            for (var j = 0; j < c; j++)
                kept[(i * c) + j] = isSeen[labels[order[i]]] == 0 || isSeen[j] != 0 ? Sum.Single(scores[i, j])
                    : j == largest ? Sum.Single(scores[i, j] - 0.75, Math.Abs(scores[i, j]) + 0.75)
                    : Sum.Single(double.NegativeInfinity);
        }

        Sum.Check("scores", kept, scores.Tensor);
    });

    [Theory]
    [MemberData(nameof(Types), MemberType = typeof(LayerPropertyTests))]
    public void PairScores_AnyShape_EqualPlainLoops(ScalarType type) => NumericsCase.ForAll(one =>
    {
        var (b, s, k) = (one.Rows, one.Classes, one.Columns);
        using var operations = FusedOperations.For(CPU, type);
        var (left, right, weight, gradient) =
            (one.Matrix(type, b, k), one.Matrix(type, s, k), one.Weights(1, k), one.Weights(b, s));
        var scores = full(b, s, double.NaN);
        var (leftBack, rightBack, weightBack) = (zeros(b, k, dtype: type), zeros(s, k, dtype: type), zeros(k));
        operations.PairScores(left.Tensor, right.Tensor, weight.Flat, scores);
        operations.PairScoresBack(left.Tensor, right.Tensor, weight.Flat, gradient.Tensor, leftBack, rightBack,
            weightBack);

        var (scoreSums, leftSums, rightSums, weightSums) = (new Sum[b * s], new Sum[b * k], new Sum[s * k], new Sum[k]);
        for (var i = 0; i < b; i++)
            for (var c = 0; c < s; c++)
                for (var j = 0; j < k; j++)
                {
                    var activation = left[i, j] + right[c, j];
                    var back = gradient[i, c] * Slope(activation);
                    scoreSums[(i * s) + c].Add(activation * Slope(activation) * weight[j]);
                    leftSums[(i * k) + j].Add(back);
                    rightSums[(c * k) + j].Add(back);
                    weightSums[j].Add(back * activation);
                }

        Sum.Check("scores", scoreSums, scores);
        Sum.Check("left gradient", All(b, k, (i, j) => leftSums[(i * k) + j].Times(weight[j])), leftBack);
        Sum.Check("right gradient", All(s, k, (i, j) => rightSums[(i * k) + j].Times(weight[j])), rightBack);
        Sum.Check("weight gradient", weightSums, weightBack);
    });
}
