using System.Diagnostics;

namespace Unseen.Benchmarks;

/// <summary>Times of single calls, in microseconds.</summary>
internal sealed class Percentiles
{
    private const int WarmMilliseconds = 1500; // long enough for tiered compilation to finish

    private readonly double[] _sorted;

    public Percentiles(IEnumerable<double> microseconds) => _sorted = [.. microseconds.Order()];

    public double Median => At(50);

    /// <summary>Gets a percentile of the times: about <paramref name="percent"/> per cent of the calls took less
    /// time. NaN if there were no calls.</summary>
    public double At(double percent) => _sorted.Length == 0 ? double.NaN
        : _sorted[Math.Min(_sorted.Length - 1, (int)(_sorted.Length * percent / 100))];

    /// <summary>Measures the time of each call, after a warm-up.</summary>
    public static Percentiles Measure(int calls, Action call)
    {
        for (var warm = Stopwatch.StartNew(); warm.ElapsedMilliseconds < WarmMilliseconds;)
            call();
        var times = new double[calls];
        for (var i = 0; i < calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            call();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return new Percentiles(times);
    }
}
