using Unseen.Runs.Records;

namespace Unseen.Runs.Tests.Records;

public class AccuracyIntervalTests
{
    /// <summary>If the true share were equal to an end of Wilson's interval, the observed share would be 1.96 standard
    /// errors away from that end.</summary>
    [Theory]
    [InlineData(0, 2)]
    [InlineData(90, 20)]
    [InlineData(50, 6)]
    [InlineData(100, 1)]
    public void Wilson_EndsOfTheInterval_SolveWilsonsEquation(double accuracy, int images)
    {
        var interval = AccuracyInterval.Wilson(accuracy, images);

        foreach (var end in new[] { interval.Low / 100, interval.High / 100 })
            Assert.Equal(1.96 * 1.96 * end * (1 - end) / images, Math.Pow((accuracy / 100) - end, 2), 9);
        Assert.True(interval.Low <= accuracy && accuracy <= interval.High && interval.Low < interval.High);
    }

    [Fact]
    public void Wilson_NoImage_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AccuracyInterval.Wilson(50, 0));

    /// <summary>Compares the standard errors with the standard deviations of randomly drawn results.</summary>
    [Fact]
    public void StandardErrors_ManyImages_EqualTheSpreadOfDrawnResults()
    {
        ClassRow[] rows =
        [
            new() { Class = "a", Group = "seen", TestImages = 400, Accuracy = 90 },
            new() { Class = "b", Group = "seen", TestImages = 900, Accuracy = 50 },
            new() { Class = "c", Group = "unseen", TestImages = 625, Accuracy = 20 },
            new() { Class = "d", Group = "unseen", TestImages = 0, Accuracy = null },
        ];
        var (random, draws) = (new Random(5), 4000);
        double Share(ClassRow row) => 100.0 * Enumerable.Range(0, row.TestImages)
            .Count(_ => random.NextDouble() < row.Accuracy!.Value / 100) / row.TestImages;
        var drawn = Enumerable.Range(0, draws)
            .Select(_ => (S: (Share(rows[0]) + Share(rows[1])) / 2, U: Share(rows[2]))).ToArray();
        static double Spread(IEnumerable<double> values) =>
            values.Average() is var mean ? Math.Sqrt(values.Average(value => Math.Pow(value - mean, 2))) : 0;

        var errors = StandardErrors.Compute(rows);

        // The standard deviation of 4000 draws has a relative standard error of 1.1 %.
        Assert.InRange(errors.S!.Value / Spread(drawn.Select(one => one.S)), 0.93, 1.07);
        Assert.InRange(errors.U!.Value / Spread(drawn.Select(one => one.U)), 0.93, 1.07);
        Assert.InRange(
            errors.H!.Value / Spread(drawn.Select(one => 2 * one.U * one.S / (one.U + one.S))), 0.93, 1.07);
    }

    [Fact]
    public void StandardErrors_WithoutUnseenTestImages_AreNullForUAndH()
    {
        var row = new ClassRow { Class = "a", Group = "seen", TestImages = 4, Accuracy = 100 };
        var errors = StandardErrors.Compute([row]);

        Assert.Null(errors.U);
        Assert.Null(errors.H);
        Assert.InRange(errors.S!.Value, 1, 50);
    }
}
