using Unseen.Numerics.Products;
using static TorchSharp.torch;

namespace Unseen.Tests.Numerics.Products;

public class TensorProductsTests
{
    [Theory]
    [InlineData(7, 5, 3)]
    [InlineData(1, 1, 1)]
    [InlineData(200, 300, 170)]
    [InlineData(39, 1023, 129)]
    public void Multiply_EveryLayout_EqualsTheProductInFloat64(long rows, long inner, long columns)
    {
        using var scope = NewDisposeScope();
        var numbers = new RandomTensors();
        foreach (var (left, right) in new[]
        {
            (numbers.Single(rows, inner), numbers.Single(inner, columns)),
            (numbers.Single(rows, inner), numbers.Single(columns, inner).t()),
            (numbers.Single(inner, rows).t(), numbers.Single(inner, columns)),
            (numbers.Single(inner, rows).t(), numbers.Single(columns, inner).t()),
        })
        {
            var expected = left.to(ScalarType.Float64).mm(right.to(ScalarType.Float64)).to(ScalarType.Float32);
            var product = full(rows, columns, double.NaN);
            product.Multiply(left, right);
            Assert.True(product.allclose(expected, 1e-4, 1e-4));
        }
    }
}
