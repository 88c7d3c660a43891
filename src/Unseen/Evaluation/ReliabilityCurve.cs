namespace Unseen.Evaluation;

/// <summary>A reliability diagram: how often predictions are right, by their probability.</summary>
/// <param name="Bins">[15] intervals of equal width, from 0 to 1</param>
public sealed record ReliabilityCurve(IReadOnlyList<ReliabilityBin> Bins)
{
    /// <summary>The number of intervals.</summary>
    public const int BinCount = 15;

    /// <summary>The number of images.</summary>
    public int Images => Bins.Sum(bin => bin.Images);

    /// <summary>The expected calibration error, per cent: the mean over images of the absolute difference between the
    /// accuracy and the mean probability of the image's interval (Guo et al., ICML 2017); NaN without images.</summary>
    public double Error => 100 * Bins.Where(bin => bin.Images > 0)
        .Sum(bin => bin.Images * Math.Abs(bin.Accuracy - bin.Probability)) / Images;

    /// <summary>The mean probability of all predictions, from 0 to 1; NaN without images.</summary>
    public double Probability => Mean(bin => bin.Probability);

    /// <summary>The share of predictions that are right, from 0 to 1; NaN without images.</summary>
    public double Accuracy => Mean(bin => bin.Accuracy);

    /// <summary>Sorts predictions into intervals.</summary>
    /// <param name="predictions">the probability of each prediction, from 0 to 1, and whether it is right</param>
    public static ReliabilityCurve Create(IEnumerable<(double Probability, bool IsRight)> predictions)
    {
        var bins = predictions.ToLookup(one => Math.Min((int)(one.Probability * BinCount), BinCount - 1));
        return new ReliabilityCurve([.. Enumerable.Range(0, BinCount).Select(bin => bins[bin].ToArray())
            .Select(inBin => inBin.Length == 0 ? new ReliabilityBin(0, double.NaN, double.NaN)
                : new ReliabilityBin(inBin.Length, inBin.Average(one => one.Probability),
                    inBin.Average(one => one.IsRight ? 1.0 : 0)))]);
    }

    private double Mean(Func<ReliabilityBin, double> value) =>
        Bins.Where(bin => bin.Images > 0).Sum(bin => bin.Images * value(bin)) / Images;
}
