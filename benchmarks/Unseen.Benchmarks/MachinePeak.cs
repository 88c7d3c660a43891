using System.Diagnostics;
using Unseen.Numerics;
using Unseen.Numerics.Products;
using static TorchSharp.torch;

namespace Unseen.Benchmarks;

/// <summary>Measures the rate of a large matrix product on this machine, computed in the same way as the project's
/// products. The result is the best rate within one second.</summary>
internal static class MachinePeak
{
    private const int Size = 2048;

    private static readonly Dictionary<Precision, double> _known = [];

    /// <summary>Gets the rate in GFLOP per second.</summary>
    public static double Gflops(Precision precision)
    {
        if (!_known.TryGetValue(precision, out var rate))
            _known[precision] = rate = Measure(precision.ProductType(CPU));
        return rate;
    }

    private static double Measure(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var (left, right, product) = (randn(Size, Size).to(type), randn(Size, Size).to(type),
            zeros(Size, Size, dtype: type));
        var best = double.PositiveInfinity;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed.TotalSeconds < 1;)
        {
            var start = Stopwatch.GetTimestamp();
            product.Multiply(left, right);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * Size * Size * Size / best / 1e9;
    }
}
