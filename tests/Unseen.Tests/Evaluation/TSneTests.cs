using Unseen.Data;
using Unseen.Evaluation;

namespace Unseen.Tests.Evaluation;

public class TSneTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(12)]
    public void ConditionalRow_Entropy_IsTheLogarithmOfThePerplexity(double perplexity)
    {
        var random = new Random(1);
        double[] distances = [.. Enumerable.Range(0, 40).Select(_ => 100 * random.NextDouble())];
        var row = new float[40];
        TSne.ConditionalRow(distances, 7, perplexity, row);
        Assert.Equal(0, row[7]);
        Assert.Equal(1, row.Sum(), 1e-5);
        Assert.Equal(perplexity, Math.Exp(-row.Where(p => p > 0).Sum(p => p * Math.Log(p))), 0.01);
    }

    [Fact]
    public void Gradient_EqualsFiniteDifferencesOfTheDivergence()
    {
        var random = new Random(2);
        var affinities = TSne.Affinities(Points(12, random), 4);
        double[] places = [.. Enumerable.Range(0, 24).Select(_ => random.NextDouble())];
        var gradient = new double[24];
        TSne.Gradient(affinities, places, 1, gradient);
        for (var i = 0; i < places.Length; i++)
        {
            double[] up = [.. places], down = [.. places];
            (up[i], down[i]) = (up[i] + 1e-5, down[i] - 1e-5);
            Assert.Equal((Divergence(affinities, up) - Divergence(affinities, down)) / 2e-5, gradient[i], 1e-6);
        }
    }

    [Fact]
    public void Embed_SameSeed_ReturnsTheSamePlacesAndAnotherSeedDoesNot()
    {
        var points = Points(60, new Random(3));
        var options = new TSneOptions { Perplexity = 10, Steps = 50 };
        Assert.Equal(Embed(points, options), Embed(points, options));
        Assert.NotEqual(Embed(points, options), Embed(points, options with { Seed = 1 }));
    }

    [Fact]
    public void Embed_ClustersFarApart_StayTogether()
    {
        var random = new Random(4);
        var values = new float[90 * 5];
        for (var i = 0; i < 90; i++)
            for (var d = 0; d < 5; d++)
                values[(5 * i) + d] = (d == i % 3 ? 20 : 0) + (float)random.NextDouble();
        var places = Embed(new FeatureMatrix(values, 90, 5), new TSneOptions { Perplexity = 10, Steps = 400 });
        for (var i = 0; i < 90; i++)
            Assert.Equal(i % 3, Enumerable.Range(0, 90).Where(j => j != i)
                .MinBy(j => Distance(places[i], places[j])) % 3);
    }

    [Fact]
    public void Embed_InvalidInput_ThrowsWithTheReason()
    {
        string Message(FeatureMatrix points, TSneOptions options) =>
            Assert.Throws<ArgumentException>(() => Embed(points, options)).Message;
        var points = Points(10, new Random(5));
        Assert.Contains("perplexity must be greater than 1 and below 10",
            Message(points, new TSneOptions { Perplexity = 10 }));
        Assert.Contains("points must be from 2 to 5000",
            Message(new FeatureMatrix(new float[5001], 5001, 1), new TSneOptions()));
        points.WritableRow(3)[1] = float.NaN;
        Assert.Contains("not in point 3", Message(points, new TSneOptions { Perplexity = 3 }));
    }

    private static (double X, double Y)[] Embed(FeatureMatrix points, TSneOptions options) =>
        TSne.Embed(points, options, TestContext.Current.CancellationToken);

    private static FeatureMatrix Points(int count, Random random) =>
        new([.. Enumerable.Range(0, count * 4).Select(_ => (float)random.NextDouble())], count, 4);

    private static double Distance((double X, double Y) a, (double X, double Y) b) =>
        Math.Pow(a.X - b.X, 2) + Math.Pow(a.Y - b.Y, 2);

    private static double Divergence(float[] affinities, double[] places)
    {
        double Near(int i, int j) => 1 / (1 + Distance(
            (places[2 * i], places[(2 * i) + 1]), (places[2 * j], places[(2 * j) + 1])));
        var pairs = (from i in Enumerable.Range(0, 12) from j in Enumerable.Range(0, 12) where i != j select (i, j))
            .ToArray();
        var total = pairs.Sum(pair => Near(pair.i, pair.j));
        return pairs.Sum(pair => affinities[(12 * pair.i) + pair.j]
            * Math.Log(affinities[(12 * pair.i) + pair.j] / (Near(pair.i, pair.j) / total)));
    }
}
