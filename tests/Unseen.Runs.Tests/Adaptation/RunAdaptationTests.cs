using Unseen.Runs.Adaptation;

namespace Unseen.Runs.Tests.Adaptation;

public sealed class RunAdaptationTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2000, 2000)]
    [InlineData(2001, 2000)]
    [InlineData(3999, 2000)]
    [InlineData(1_000_000, 2000)]
    public void Spread_AnyNumberOfRows_TakesAtMost2000AtEvenDistances(int count, int expected)
    {
        int[] rows = [.. Enumerable.Range(100, count)];

        var spread = RunAdaptation.Spread(rows);

        Assert.Equal(expected, spread.Length);
        Assert.Equal(spread, spread.Distinct().Order());
        Assert.All(spread.Zip(spread.Skip(1)), pair =>
            Assert.InRange(pair.Second - pair.First, count / 2000, (count / 2000) + 1));
    }
}
