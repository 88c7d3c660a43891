using Unseen.Evaluation;
using Unseen.Inference;

namespace Unseen.Tests.Evaluation;

public sealed class ReliabilityTests
{
    [Fact]
    public void Error_AnyPredictions_EqualsTheErrorOfPlainLoops()
    {
        var random = new Random(1);
        (double Probability, bool IsRight)[] predictions = [.. Enumerable.Range(0, 500)
            .Select(_ => (Math.Sqrt(random.NextDouble()), random.NextDouble() < 0.5)), (1.0, true)];
        double expected = 0;
        for (var bin = 0; bin < 15; bin++)
        {
            double difference = 0;
            foreach (var (probability, isRight) in predictions)
                if (probability >= bin / 15.0 && (probability < (bin + 1) / 15.0 || bin == 14))
                    difference += (isRight ? 1 : 0) - probability;
            expected += 100 * Math.Abs(difference) / predictions.Length;
        }

        var curve = ReliabilityCurve.Create(predictions);

        Assert.Equal(expected, curve.Error, 1e-9);
        Assert.Equal(predictions.Average(one => one.Probability), curve.Probability, 1e-9);
        Assert.Equal(predictions.Average(one => one.IsRight ? 1.0 : 0), curve.Accuracy, 1e-9);
    }

    [Fact]
    public void Create_PredictionsOfBothGroups_SplitsThemByThePredictedClass()
    {
        var reliability = Reliability.Create(
            [(new Prediction(0, "a", false, 1, 0.75f), true), (new Prediction(1, "b", true, 1, 0.5f), false)]);

        Assert.Equal((2, 25.0, 50.0, 37.5), (reliability.All.Images, reliability.Seen.Error, reliability.Unseen.Error,
            reliability.All.Error));
    }
}
