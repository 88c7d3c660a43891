using System.Globalization;
using Unseen.Runs.Sweeps;

namespace Unseen.Runs.Tests.Sweeps;

public sealed class SweepRangeTests
{
    private const int Draws = 40_000;

    [Theory]
    [InlineData(1, 4)]
    [InlineData(-2, 2)]
    [InlineData(0, 1)]
    [InlineData(7, 7)]
    public void Draw_WholeNumbers_AreEquallyFrequent(int from, int to)
    {
        var numbers = (to - from) + 1;

        RequireShares(new SweepRange(from, to, IsLogarithmic: false, IsWhole: true),
            Enumerable.Range(from, numbers).ToDictionary(number => number, _ => 1.0 / numbers));
    }

    [Fact]
    public void Draw_WholeNumbersOnALogarithmicScale_HaveTheProbabilityOfTheirRoundingInterval() =>
        RequireShares(new SweepRange(1, 4, IsLogarithmic: true, IsWhole: true),
            Enumerable.Range(1, 4).ToDictionary(
                number => number, number => Math.Log((number + 0.5) / (number - 0.5)) / Math.Log(4.5 / 0.5)));

    /// <summary>Asserts that each number is drawn as often as expected, within ten standard deviations.</summary>
    private static void RequireShares(SweepRange range, Dictionary<int, double> shares)
    {
        var random = new Random(0);
        var counts = Enumerable.Range(0, Draws)
            .CountBy(_ => int.Parse(range.Draw(random), CultureInfo.InvariantCulture)).ToDictionary();

        Assert.Equal(shares.Keys.Order(), counts.Keys.Order());
        Assert.All(shares, pair => Assert.Equal(
            Draws * pair.Value, counts[pair.Key], 10 * Math.Sqrt(Draws * pair.Value * (1 - pair.Value))));
    }
}
