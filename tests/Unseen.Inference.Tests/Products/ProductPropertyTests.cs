using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Unseen.Inference.Products;

namespace Unseen.Inference.Tests.Products;

/// <summary>Compares the products that prediction computes with plain loops over doubles, for random shapes and
/// numbers.</summary>
public sealed class ProductPropertyTests
{
    // The spacing of float32 above 1, which is twice the maximum relative error of an operation.
    private const double Unit = 1.0 / (1 << 23);

    private static readonly float[] _specials =
        [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, float.Epsilon];

    private static Gen<int> Sizes => Gen.Frequency(
        (4, Gen.Elements(1, 7, 16, 63, 65)), (1, Gen.Constant(1023)), (3, Gen.Choose(1, 150)));

    private static Gen<Shape> Shapes =>
        from samples in Gen.Frequency((5, Gen.Elements(1, 5, 7, 12, 13, 63)), (1, Gen.Elements(65, 130)))
        from classes in Sizes
        from width in Sizes
        from cores in Gen.Elements(1, 2, 5)
        from scale in Gen.Elements(1, 1, Math.ScaleB(1, -140), Math.ScaleB(1, 40))
        from hasSpecials in Gen.Elements(false, true)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Shape(samples, classes, width, cores, scale, hasSpecials, seed);

    [Fact]
    public void Multiply_ByTilesOf512Bits_EqualsPlainLoops() => ForAll(CheckTiles<Tile512>);

    [Fact]
    public void Multiply_ByTilesOf256Bits_EqualsPlainLoops() => ForAll(CheckTiles<Tile256>);

    [Fact]
    public void Multiply_OneSample_EqualsPlainLoops()
    {
        var team = new CoreTeam();
        ForAll(shape =>
        {
            var (matrix, sample, products) =
                (shape.Numbers(shape.Classes, shape.Width), shape.Numbers(1, shape.Width), new float[shape.Classes]);
            RowProducts.Multiply(sample, matrix, products, team);
            for (var c = 0; c < shape.Classes; c++)
                AssertEqual(Plain(sample, matrix.AsSpan(c * shape.Width, shape.Width)), products[c]);
        });
    }

    private static void CheckTiles<TTile>(Shape shape)
        where TTile : ITile
    {
        var (samples, classes, width) = (shape.Samples, shape.Classes, shape.Width);
        var (weight, values) = (shape.Numbers(classes, width), shape.Numbers(samples, width));
        var (bias, products) = (shape.Numbers(1, classes), new float[samples * classes]);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = shape.Cores };

        var firstNotFinite = new ClassPanels<TTile>(weight, bias, 0.5f, width).Multiply(
            samples, (i, sample) => values.AsSpan(i * width, width).CopyTo(sample), products, parallel);

        var expectedFirstNotFinite = int.MaxValue;
        for (var i = samples - 1; i >= 0; i--)
            for (var c = 0; c < classes; c++)
            {
                var (sum, error) = Plain(values.AsSpan(i * width, width), weight.AsSpan(c * width, width));
                AssertEqual(((sum / 0.5) + bias[c], (2 * error) + (4 * Unit * Math.Abs(bias[c]))),
                    products[(i * classes) + c]);
                expectedFirstNotFinite = double.IsFinite(sum + bias[c]) ? expectedFirstNotFinite : i;
            }

        Assert.Equal(Math.Min(expectedFirstNotFinite, samples), Math.Min(firstNotFinite, samples));
    }

    private static void ForAll(Action<Shape> property) => Prop.ForAll(Arb.From(Shapes), property).Check(
        Config.QuickThrowOnFailure.WithMaxTest(100)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20261127, 1), FSharpOption<int>.None))));

    /// <summary>Computes the sum of products in a plain loop, and the maximum error of the same sum in
    /// float32.</summary>
    private static (double Sum, double Error) Plain(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0, size = 0;
        for (var k = 0; k < a.Length; k++)
            (sum, size) = (sum + ((double)a[k] * b[k]), size + Math.Abs((double)a[k] * b[k]));
        return (sum, (size * (a.Length + 4) * Unit) + ((a.Length + 4) * (double)float.Epsilon));
    }

    private static void AssertEqual((double Value, double Error) expected, float actual)
    {
        var agrees = double.IsFinite(expected.Value) ? Math.Abs(actual - expected.Value) <= expected.Error
            : expected.Value.Equals(actual);
        Assert.True(agrees,
            $"the product is {actual:G9}, and {expected.Value:G17} by a plain loop, ± {expected.Error:G3}");
    }

    /// <summary>The sizes of a product, and how its numbers are drawn: from -Scale to Scale. If HasSpecials is true,
    /// about one number in 500 is NaN, infinite, -0 or subnormal.</summary>
    private sealed record Shape(int Samples, int Classes, int Width, int Cores, double Scale, bool HasSpecials,
        int Seed)
    {
        private readonly Random _random = new(Seed);

        public float[] Numbers(int rows, int columns)
        {
            var values = new float[rows * columns];
            for (var i = 0; i < values.Length; i++)
                values[i] = HasSpecials && _random.Next(500) == 0
                    ? _specials[_random.Next(_specials.Length)]
                    : (float)(((2 * _random.NextDouble()) - 1) * Scale);
            return values;
        }
    }
}
