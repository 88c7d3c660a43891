using Unseen.Numerics.Products;
using static TorchSharp.torch;

namespace Unseen.Tests.Numerics.Properties;

/// <summary>Compares matrix products in every layout with plain loops over doubles.</summary>
public class ProductPropertyTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Multiply_AnyShapeAndLayout_EqualsPlainLoops(ScalarType type) => NumericsCase.ForAll(one =>
    {
        var (rows, inner, columns) = (one.Rows, one.Columns, (8 * one.Classes) - 7); // 1, 9, 49 or 129 columns
        // Special values are tested only in float32: in oneDNN's bfloat16 products, a NaN can spread to other rows.
        // Training stops at the first NaN anyway.
        one = one with { Scale = 1, HasSpecials = one.HasSpecials && type == ScalarType.Float32 };
        var (left, right) = (one.Matrix(type, rows, inner), one.Matrix(type, inner, columns));
        var sums = new Sum[rows * columns];
        for (var i = 0; i < rows; i++)
            for (var k = 0; k < inner; k++)
                for (var j = 0; j < columns; j++)
                    sums[(i * columns) + j].Add(left[i, k] * right[k, j]);

        foreach (var a in new[] { left.Tensor, left.Tensor.t().contiguous().t() })
            foreach (var b in new[] { right.Tensor, right.Tensor.t().contiguous().t() })
            {
                var product = full(rows, columns, double.NaN, dtype: type);
                product.Multiply(a, b);
                Sum.Check("product", sums, product, anyNonFinite: true);
            }
    });
}
