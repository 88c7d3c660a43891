namespace Unseen.Benchmarks;

/// <summary>The matrix products of one call.</summary>
/// <param name="named">GFLOP of the products of the textbook computation</param>
/// <param name="made">GFLOP of the products that are really computed</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProductsAttribute(double named, double made) : Attribute
{
    public double Named => named;

    public double Made => made;
}
