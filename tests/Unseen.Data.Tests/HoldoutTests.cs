namespace Unseen.Data.Tests;

public sealed class HoldoutTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(9, 1)]
    [InlineData(10, 2)]
    [InlineData(104, 20)]
    public void Choose_AFifth_RoundsDownButTakesAtLeastOneOfTwo(int samples, int expected)
    {
        int[] chosen = [.. Holdout.Choose([.. Enumerable.Range(100, samples)], 5, new Random(1))];

        Assert.Equal(expected, chosen.Distinct().Count());
        Assert.Equal(expected, chosen.Length);
        Assert.All(chosen, sample => Assert.InRange(sample, 100, 100 + samples - 1));
    }

    [Fact]
    public void Choose_DenominatorOfZero_IsRefused()
        => Assert.Throws<ArgumentException>(() => Holdout.Choose([1, 2], 0, new Random(1)));
}
