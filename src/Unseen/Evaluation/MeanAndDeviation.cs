namespace Unseen.Evaluation;

/// <summary>Mean and sample standard deviation (n - 1) over seeds; the deviation of one value is 0.</summary>
/// <param name="Mean">arithmetic mean</param>
/// <param name="Deviation">sample standard deviation, at least 0</param>
public readonly record struct MeanAndDeviation(double Mean, double Deviation)
{
    /// <summary>Computes the mean and deviation of some values.</summary>
    /// <param name="values">at least one number</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> is empty.</exception>
    public static MeanAndDeviation Compute(IEnumerable<double> values)
    {
        double[] all = [.. values];
        Require.That(all.Length > 0, nameof(values), "at least one number", "empty");
        var mean = all.Average();
        var squares = all.Sum(value => (value - mean) * (value - mean));
        return new MeanAndDeviation(mean, Math.Sqrt(squares / Math.Max(1, all.Length - 1)));
    }
}
