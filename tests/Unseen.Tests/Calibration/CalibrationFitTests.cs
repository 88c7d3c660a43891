using Unseen.Calibration;
using Unseen.Data;

namespace Unseen.Tests.Calibration;

public sealed class CalibrationFitTests
{
    private const double PriorVariance = 1.9218120556728056; // (log 4)²

    private readonly bool[] _isSeen = [true, false, true, false, true];

    [Fact]
    public void Fit_AnyScores_IsTheBestTemperatureOfAPlainSearch()
    {
        var (scores, labels) = Samples(300);
        double[] weights = [.. labels.Select(label =>
            300.0 / (2 * labels.Count(other => _isSeen[other] == _isSeen[label])))];

        var fit = new CalibrationFit();
        fit.Add(scores, labels, _isSeen);
        var found = fit.Fit()!;

        int[] all = [.. Enumerable.Range(0, 300)];
        int[] seen = [.. all.Where(i => _isSeen[Best(scores, i)])];
        var whole = Search(scores, labels, weights, all, priorMean: 0);
        Assert.Equal(Search(scores, labels, weights, seen, whole), Math.Log(found.SeenTemperature), 2e-3);
        Assert.Equal(Search(scores, labels, weights, [.. all.Except(seen)], whole),
            Math.Log(found.UnseenTemperature), 2e-3);
    }

    [Fact]
    public void Fit_NoErrors_StaysFinite()
    {
        var fit = new CalibrationFit();
        fit.Add(new FeatureMatrix([5, 0, 0, 5], 2, 2), [0, 1], [true, false]);

        Assert.InRange(fit.Fit()!.SeenTemperature, 0.05, 20);
    }

    [Fact]
    public void Fit_NoImages_IsNull() => Assert.Null(new CalibrationFit().Fit());

    private static int Best(FeatureMatrix scores, int row) =>
        Enumerable.Range(0, scores.Columns).MaxBy(c => scores.Row(row)[c]);

    private static (FeatureMatrix Scores, int[] Labels) Samples(int count)
    {
        var random = new Random(3);
        var scores = new FeatureMatrix(new float[count * 5], count, 5);
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.Next(5))];
        for (var i = 0; i < count; i++)
            for (var c = 0; c < 5; c++)
                scores.WritableRow(i)[c] = (float)((4 * random.NextDouble()) + (c == labels[i] ? 1.5 : 0));
        return (scores, labels);
    }

    /// <summary>Finds the log temperature with the smallest loss, from -2 to 2 in steps of 0.001.</summary>
    private static double Search(
        FeatureMatrix scores, int[] labels, double[] weights, int[] rows, double priorMean) =>
        Enumerable.Range(-2000, 4001).Select(step => step / 1000.0).MinBy(log =>
        {
            var loss = (log - priorMean) * (log - priorMean) / (2 * PriorVariance);
            foreach (var row in rows)
            {
                double sum = 0;
                foreach (var score in scores.Row(row))
                    sum += Math.Exp(score / Math.Exp(log));
                loss += weights[row] * (Math.Log(sum) - (scores.Row(row)[labels[row]] / Math.Exp(log)));
            }

            return loss;
        });
}
