using Unseen.Data;
using Unseen.Evaluation;

namespace Unseen.Tests.Evaluation;

public class GzslMetricsTests
{
    [Fact]
    public void Evaluate_HandmadeCase_AveragesOverClassesNotSamples()
    {
        // Classes 0 and 1 are seen, classes 2 and 3 are unseen. Class 0 has 3 images, of which 2 are recognised. Class
        // 1 has 1 image, which is recognised. Class 2 has 2 images, of which 1 is recognised.
        float[] scores =
        [
            9, 0, 0, 0,
            9, 0, 0, 0,
            0, 0, 9, 0,
            0, 9, 0, 0,
            0, 0, 9, 0,
            5, 0, 4, 0,
        ];
        var result = GzslMetrics.Evaluate(new FeatureMatrix(scores, 6, 4), [0, 0, 0, 1, 2, 2],
            [true, true, false, false]);
        Assert.Equal((200.0 / 3 + 100) / 2, result.S, 1e-9);
        Assert.Equal(50, result.U, 1e-9);
        Assert.Equal(100, result.T1, 1e-9); // with only unseen classes as candidates, both images of class 2 are right
        Assert.Equal(2 * result.U * result.S / (result.U + result.S), result.H, 1e-9);
        Assert.Equal([3], result.ClassesWithoutTestImages);
        Assert.True(double.IsNaN(result.PerClassAccuracy[3]));
        Assert.Equal([2, 0, 1, 0], result.Confusion[0]);
        Assert.Equal([1, 0, 1, 0], result.Confusion[2]);
    }

    [Fact]
    public void Evaluate_AllWrong_HIsZeroNotNaN()
    {
        var result = GzslMetrics.Evaluate(new FeatureMatrix([0, 1, 1, 0], 2, 2), [0, 1], [true, false]);
        Assert.Equal(0, result.H);
    }

    [Fact]
    public void Evaluate_ScoreThatIsNaN_IsRefused() => Assert.Throws<ArgumentException>("scores", () =>
        GzslMetrics.Evaluate(new FeatureMatrix([0, 1, float.NaN, 0], 2, 2), [0, 1], [true, false]));

    [Fact]
    public void Evaluate_NoUnseenImage_UIsNaN()
    {
        var result = GzslMetrics.Evaluate(new FeatureMatrix([1, 0], 1, 2), [0], [true, false]);
        Assert.True(double.IsNaN(result.U));
        Assert.Equal(100, result.S);
    }

    [Fact]
    public void Evaluate_TiedScores_PredictsTheClassWithTheLowestIndex()
    {
        var result = GzslMetrics.Evaluate(new FeatureMatrix([1, 1, 1], 1, 3), [0], [false, true, true]);
        Assert.Equal(1, result.Confusion[0][0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void Accuracy_RandomScores_EqualsTheAccuracyOfEvaluate(double gamma)
    {
        var random = new Random(2);
        var scores = new FeatureMatrix([.. Enumerable.Range(0, 60 * 6).Select(_ => random.NextSingle())], 60, 6);
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i % 5)]; // class 5 has no image
        bool[] isSeen = [true, false, true, false, true, false];
        var (all, quick) = (GzslMetrics.Evaluate(scores, labels, isSeen, gamma),
            GzslMetrics.Accuracy(scores, labels, isSeen, gamma));
        Assert.Equal((all.U, all.S, all.H), (quick.U, quick.S, quick.H));
    }

    [Fact]
    public void Evaluate_RandomScores_EqualsPlainLoops()
    {
        var (scores, labels, isSeen) = RandomCase(seed: 3);
        foreach (var gamma in new[] { -0.4, 0.0, 0.25 })
        {
            var result = GzslMetrics.Evaluate(scores, labels, isSeen, gamma);
            Assert.Equal(PlainAccuracy(scores, labels, isSeen, gamma, seen: false), result.U, 1e-9);
            Assert.Equal(PlainAccuracy(scores, labels, isSeen, gamma, seen: true), result.S, 1e-9);
            // With this γ, no seen class can win.
            Assert.Equal(PlainAccuracy(scores, labels, isSeen, 1e9, seen: false), result.T1, 1e-9);
        }
    }

    [Fact]
    public void Trace_RandomScores_EqualsPlainLoopsAtEveryGamma()
    {
        var (scores, labels, isSeen) = RandomCase(seed: 4);
        var curve = SeenUnseenCurve.Trace(scores, labels, isSeen);
        foreach (var point in curve.Points)
        {
            Assert.Equal(PlainAccuracy(scores, labels, isSeen, point.Gamma, seen: false), point.U, 1e-9);
            Assert.Equal(PlainAccuracy(scores, labels, isSeen, point.Gamma, seen: true), point.S, 1e-9);
        }

        Assert.Equal(curve.Points.Max(point => point.H), curve.Best.H);
        Assert.Equal(0, curve.Points[0].U);
        Assert.Equal(0, curve.Points[^1].S, 1e-9);
    }

    [Fact]
    public void Area_RandomScores_EqualsTheAreaOfADenseSweep()
    {
        var (scores, labels, isSeen) = RandomCase(seed: 5);
        double area = 0, u = 0, s = PlainAccuracy(scores, labels, isSeen, -10, seen: true);
        for (var gamma = -2.0; gamma <= 2; gamma += 1e-3)
        {
            var (nextU, nextS) = (PlainAccuracy(scores, labels, isSeen, gamma, seen: false),
                PlainAccuracy(scores, labels, isSeen, gamma, seen: true));
            area += (nextU - u) / 100 * (nextS + s) / 200;
            (u, s) = (nextU, nextS);
        }

        // If the predictions of two images change within one step, the sum is not exact. Its error is below 0.01.
        Assert.Equal(area, SeenUnseenCurve.Trace(scores, labels, isSeen).Area, 1e-2);
    }

    [Fact]
    public void Area_PerfectScores_IsOne()
    {
        var curve = SeenUnseenCurve.Trace(new FeatureMatrix([5, 0, 0, 5], 2, 2), [0, 1], [true, false]);
        Assert.Equal(1, curve.Area, 1e-12);
    }

    [Fact]
    public void Of_ThreeValues_IsTheirMeanAndSampleDeviation()
    {
        Assert.Equal(new MeanAndDeviation(4, 2), MeanAndDeviation.Compute([2, 4, 6]));
        Assert.Equal(new MeanAndDeviation(7, 0), MeanAndDeviation.Compute([7]));
        Assert.Equal(new MeanAndDeviation(double.NaN, double.NaN), MeanAndDeviation.Compute([double.NaN]));
        Assert.Throws<ArgumentException>(() => MeanAndDeviation.Compute([]));
    }

    [Fact]
    public void Evaluate_InvalidLabelsOrIsSeen_ThrowsWithTheReason()
    {
        var scores = new FeatureMatrix(new float[6], 2, 3);
        Assert.Contains("labels must be of length 2",
            Assert.Throws<ArgumentException>(() => GzslMetrics.Evaluate(scores, [0], [true, true, false])).Message);
        Assert.Contains("isSeen must be of length 3",
            Assert.Throws<ArgumentException>(() => GzslMetrics.Evaluate(scores, [0, 1], [true])).Message);
        Assert.Contains("from 0 to 2, but was 3",
            Assert.Throws<ArgumentException>(() => GzslMetrics.Evaluate(scores, [0, 3], [true, true, false])).Message);
    }

    [Fact]
    public void BestGamma_OnlySeenClassesHaveImages_IsNull() =>
        Assert.Null(SeenUnseenCurve.Trace(new FeatureMatrix(new float[10 * 3], 10, 3), new int[10],
            [true, true, false]).BestGamma);

    [Fact]
    public void Trace_ArgumentOfWrongLength_ThrowsWithItsName()
    {
        var scores = new FeatureMatrix(new float[6], 2, 3);
        Assert.Contains("labels must be of length 2",
            Assert.Throws<ArgumentException>(() => SeenUnseenCurve.Trace(scores, [0], [true, true, false])).Message);
        Assert.Contains("isSeen must be of length 3",
            Assert.Throws<ArgumentException>(() => SeenUnseenCurve.Trace(scores, [0, 1], [true])).Message);
    }

    private static (FeatureMatrix Scores, int[] Labels, bool[] IsSeen) RandomCase(int seed)
    {
        var random = new Random(seed);
        var isSeen = new[] { true, false, true, true, false, false };
        var labels = Enumerable.Range(0, 60).Select(_ => random.Next(5)).ToArray(); // class 5 has no image
        var scores = Enumerable.Range(0, 360).Select(_ => random.NextSingle()).ToArray();
        for (var i = 0; i < labels.Length; i++)
            scores[i * 6 + labels[i]] += 0.3f;
        return (new FeatureMatrix(scores, 60, 6), labels, isSeen);
    }

    private static double PlainAccuracy(FeatureMatrix scores, int[] labels, bool[] isSeen, double gamma, bool seen)
    {
        var accuracies = new List<double>();
        for (var c = 0; c < isSeen.Length; c++)
        {
            int images = 0, right = 0;
            for (var i = 0; i < labels.Length; i++)
            {
                if (labels[i] != c)
                    continue;
                images++;
                var best = 0;
                for (var k = 1; k < isSeen.Length; k++)
                    if (scores.Row(i)[k] - (isSeen[k] ? gamma : 0) > scores.Row(i)[best] - (isSeen[best] ? gamma : 0))
                        best = k;
                right += best == c ? 1 : 0;
            }

            if (isSeen[c] == seen && images > 0)
                accuracies.Add(100.0 * right / images);
        }

        return accuracies.Average();
    }
}
