namespace Unseen.Benchmarks;

/// <summary>The matrix products of one call.</summary>
/// <param name="named">GFLOP of the products that the computation has by the textbook</param>
/// <param name="made">GFLOP of the products that are made</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProductsAttribute(double named, double made) : Attribute
{
    public double Named => named;

    public double Made => made;
}
