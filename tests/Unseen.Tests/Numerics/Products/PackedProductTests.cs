using System.Runtime.Intrinsics.X86;
using Unseen.Inference.Products;
using Unseen.Numerics;
using Unseen.Numerics.Products;
using static TorchSharp.torch;

namespace Unseen.Tests.Numerics.Products;

public class PackedProductTests
{
    private const float Untouched = -7;

    public PackedProductTests() => Assert.SkipUnless(Fma.IsSupported, "this process does not use AVX2");

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(6, 1, 32)] // whole tiles of 256 bits
    [InlineData(12, 1, 32)] // whole tiles of both widths
    [InlineData(7, 5, 3)]
    [InlineData(63, 65, 7)]
    [InlineData(97, 257, 1025)] // one more than a block in each direction
    [InlineData(200, 300, 170)]
    [InlineData(1023, 63, 65)]
    [InlineData(3, 0, 5)] // sums of nothing
    public void Compute_EveryLayoutAndVector_EqualsPlainLoops(int rows, int inner, int columns)
    {
        using var scope = NewDisposeScope();
        var numbers = new RandomTensors();
        var (left, right) = (numbers.Single(rows, inner), numbers.Single(inner, columns));
        var expected = Multiply(left, right);
        foreach (var a in new[] { left, left.t().contiguous().t() })
            foreach (var b in new[] { right, right.t().contiguous().t() })
                foreach (var (adds, start) in new[] { (false, float.NaN), (true, 2.5f) })
                    foreach (var product in ComputeBoth(a, b, start, adds))
                        Assert.All(product.data<float>().ToArray(), (sum, i) =>
                            Assert.Equal(expected[i] + (adds ? start : 0), sum, 1e-5 * (inner + 10)));
    }

    [Fact]
    public void Compute_InfinityInOneRowAndOneColumn_ChangesOnlyThese()
    {
        using var scope = NewDisposeScope();
        var numbers = new RandomTensors();
        var (left, right) = (numbers.Single(8, 300), numbers.Single(300, 40));
        left[7, 299] = float.PositiveInfinity;
        right[0, 39] = float.NaN;
        foreach (var product in ComputeBoth(left, right, float.NaN, adds: false))
        {
            Assert.True(product[..7, ..39].isfinite().all().item<bool>());
            Assert.False(product[7].isfinite().any().item<bool>());
            Assert.True(product[.., 39].isnan().all().item<bool>());
        }
    }

    [Fact]
    public void Compute_AnyNumberOfThreads_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        var numbers = new RandomTensors();
        foreach (var (rows, columns) in new[] { (300, 1000), (1000, 300) })
        {
            var (left, right) = (numbers.Single(rows, 270), numbers.Single(270, columns));
            var products = new List<Tensor[]>();
            foreach (var count in new[] { 1, 2, 3 })
            {
                using var threads = new ThreadCount(count);
                products.Add([.. ComputeBoth(left, right, 0, adds: false)]);
            }

            foreach (var product in products.SelectMany(both => both))
                Assert.True(product.eq(products[0][0]).all().item<bool>());
        }
    }

    /// <summary>Computes the product with vectors of 256 and of 512 bits, which .NET emulates if the processor lacks
    /// them.</summary>
    private static IEnumerable<Tensor> ComputeBoth(Tensor left, Tensor right, float start, bool adds)
    {
        var (rows, columns) = (left.size(0), right.size(1));
        foreach (var wide in new[] { false, true })
        {
            var memory = full(rows + 2, columns, Untouched); // a row before and one after the product
            var product = memory[1..^1];
            product.fill_(start);
            var (destination, a, b) =
                (FloatMatrix.CreateFrom(product), FloatMatrix.CreateFrom(left), FloatMatrix.CreateFrom(right));
            if (wide)
                PackedProduct<Tile512>.Compute(destination, a, b, adds);
            else
                PackedProduct<Tile256>.Compute(destination, a, b, adds);
            Assert.True(memory[0].eq(Untouched).all().item<bool>());
            Assert.True(memory[-1].eq(Untouched).all().item<bool>());
            yield return product;
        }
    }

    private static double[] Multiply(Tensor left, Tensor right)
    {
        var (rows, inner, columns) = (left.size(0), left.size(1), right.size(1));
        var (a, b) = (GetNumbers(left), GetNumbers(right));
        var sums = new double[rows * columns];
        for (var i = 0; i < rows; i++)
            for (var k = 0; k < inner; k++)
                for (var j = 0; j < columns; j++)
                    sums[(i * columns) + j] += (double)a[(i * inner) + k] * b[(k * columns) + j];
        return sums;
    }

    private static float[] GetNumbers(Tensor tensor) => tensor.numel() == 0 ? [] : tensor.data<float>().ToArray();
}
