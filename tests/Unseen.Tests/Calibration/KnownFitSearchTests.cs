using Unseen.Calibration;
using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Tests.Calibration;

public sealed class KnownFitSearchTests
{
    private readonly bool[] _isSeen = [true, false, true, false, true];

    [Fact]
    public void Fit_RandomImages_EachQuantileRefusesItsShareOfTheImages()
    {
        var random = new Random(1);
        var scores = new FeatureMatrix([.. Enumerable.Range(0, 5000).Select(_ => random.NextSingle())], 1000, 5);
        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => i < 800 ? 0 : 1)]; // 800 seen and 200 unseen images
        float[] distances = [.. labels.Select(label => label + (0.3f * random.NextSingle()))];
        var search = new KnownFitSearch();

        search.Add(scores, distances, labels, _isSeen);
        var fit = search.Fit(components: 2)!;

        double Measure(int i) => KnownFit.StandOut(scores.Row(i)) - (fit.DistanceWeight * distances[i]);
        foreach (var share in new[] { 0.05, 0.2, 0.5 })
        {
            var threshold = fit.Quantiles[(int)(share * fit.Quantiles.Count)];
            double Refused(int first, int count) =>
                Enumerable.Range(first, count).Count(i => Measure(i) < threshold) / (double)count;
            Assert.Equal(share, (Refused(0, 800) + Refused(800, 200)) / 2, 0.01);
        }

        Assert.Equal(2, fit.Components);
        Assert.Equal(0.7 * Deviation(i => KnownFit.StandOut(scores.Row(i))) / Deviation(i => distances[i]),
            fit.DistanceWeight, 1e-9);

        // Computes the standard deviation with the same total weight for seen and for unseen images.
        double Deviation(Func<int, double> value)
        {
            double Mean(Func<int, double> measured) =>
                (Enumerable.Range(0, 800).Average(measured) + Enumerable.Range(800, 200).Average(measured)) / 2;
            var mean = Mean(value);
            return Math.Sqrt(Mean(i => (value(i) - mean) * (value(i) - mean)));
        }
    }

    [Fact]
    public void Fit_DistancesAllEqual_UsesScoresAlone()
    {
        var search = new KnownFitSearch();
        search.Add(new FeatureMatrix([1, 2, 3, 4, 5, 5, 4, 3, 2, 0], 2, 5), [0, 0], [0, 1], _isSeen);

        Assert.Equal(0, search.Fit(components: 0)!.DistanceWeight);
    }

    [Fact]
    public void Fit_FewerThan4Classes_IsNull()
    {
        var search = new KnownFitSearch();
        search.Add(new FeatureMatrix([1, 2, 3], 1, 3), [0], [0], [true, true, false]);

        Assert.Null(search.Fit(components: 0));
    }
}
