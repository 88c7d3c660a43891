namespace Unseen.Benchmarks;

/// <summary>The matrix products of one call.</summary>
/// <param name="textbook">GFLOP of the products of the textbook computation</param>
/// <param name="computed">GFLOP of the products that the benchmark computes</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProductsAttribute(double textbook, double computed) : Attribute
{
    public double Textbook => textbook;

    public double Computed => computed;
}
