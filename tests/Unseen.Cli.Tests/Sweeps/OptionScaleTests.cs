using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class OptionScaleTests
{
    [Theory]
    [InlineData("4.55 47.3 25.925", null, "0 1 0.5")]
    [InlineData("1 10 30", null, "0 0.31 1")]
    [InlineData("1 10 100", null, "0 0.5 1")]
    [InlineData("0 10 100", null, "0 0.1 1")]
    [InlineData("1 2 4", true, "0 0.5 1")]
    [InlineData("7", true, "0.5")]
    [InlineData("b a c", null, "0.5 0 1")]
    [InlineData("a", null, "0.5")]
    [InlineData("auto 10 20", null, "0 0.12 1")]
    [InlineData("– 1 100", null, "0 0.12 1")]
    [InlineData("512,256 512", null, "0 0.56")]
    public void Of_NumbersAndWords_PlacesNumbersToScaleAndWordsAtEqualDistances(
        string values, bool? isLogarithmic, string places)
    {
        var scale = new OptionScale(values.Split(' '), isLogarithmic);

        Assert.Equal(places.Split(' ').Select(place =>
            double.Parse(place, System.Globalization.CultureInfo.InvariantCulture)),
            values.Split(' ').Select(scale.GetPlace), (a, b) => Math.Abs(a - b) < 0.001);
    }

    [Theory]
    [InlineData("1 10 30", null, false)]
    [InlineData("1 10 31", null, true)]
    [InlineData("1 10 31", false, false)]
    [InlineData("0 10 100", null, false)]
    [InlineData("1 2", true, true)]
    [InlineData("a b", true, false)]
    public void IsLogarithmic_DrawnLogarithmicallyOrFactorAbove30_IsTrue(
        string values, bool? wasDrawnLogarithmically, bool isLogarithmic) =>
        Assert.Equal(isLogarithmic, new OptionScale(values.Split(' '), wasDrawnLogarithmically).IsLogarithmic);

    [Theory]
    [InlineData(0, 0.9, false, "0 0.2 0.4 0.6 0.8")]
    [InlineData(103, 498, false, "200 300 400")]
    [InlineData(0.013, 0.8, true, "0.02 0.05 0.1 0.2 0.5")]
    [InlineData(0.00002, 0.5, true, "0.0001 0.001 0.01 0.1")]
    [InlineData(0.6, 0.9, true, "0.6 0.7 0.8 0.9")]
    public void Ticks_ManyNumbers_AreRound(double low, double high, bool isLogarithmic, string ticks)
    {
        var scale = new OptionScale(Enumerable.Range(0, 21)
            .Select(i => (low + ((high - low) * i / 20))
            .ToString("R", System.Globalization.CultureInfo.InvariantCulture)), isLogarithmic);

        Assert.Equal(ticks.Split(' '), scale.Ticks.Select(tick => tick.Text));
    }

    [Fact]
    public void Ticks_FewValues_OmitOverlappingValues() =>
        Assert.Equal(["none", "1", "2", "100"],
            new OptionScale(["1", "2", "2.5", "none", "100"], null).Ticks.Select(tick => tick.Text));
}
