namespace Unseen.Runs.Records;

/// <summary>A confidence interval of an accuracy that was measured on a sample of images.</summary>
/// <param name="Low">the lower end, per cent</param>
/// <param name="High">the upper end, per cent</param>
public sealed record AccuracyInterval(double Low, double High)
{
    private const double Quantile = 1.96; // of the normal distribution, for 95 %

    /// <summary>Computes the 95 % Wilson score interval of an accuracy (Wilson, 1927). It is also valid for few images:
    /// for 0 of 2, it is 0 to 66 per cent.</summary>
    /// <param name="accuracy">the share of images that were recognised, 0 to 100 per cent</param>
    /// <param name="images">the number of test images, at least 1</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="images"/> is less than 1.</exception>
    public static AccuracyInterval Wilson(double accuracy, int images)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        var share = accuracy / 100;
        var squared = Quantile * Quantile;
        var middle = (share + (squared / (2 * images))) / (1 + (squared / images));
        var half = Quantile / (1 + (squared / images))
            * Math.Sqrt((share * (1 - share) / images) + (squared / (4.0 * images * images)));
        return new(Math.Max(0, 100 * (middle - half)), Math.Min(100, 100 * (middle + half)));
    }

    /// <summary>Computes the 95 % interval around a mean with a standard error, both in per cent, limited to 0 to
    /// 100.</summary>
    internal static AccuracyInterval Around(double mean, double standardError) =>
        new(Math.Max(0, mean - (Quantile * standardError)), Math.Min(100, mean + (Quantile * standardError)));
}
