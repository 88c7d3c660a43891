using Unseen.Methods.Logit;

namespace Unseen.Tests.Adjustment;

public class LongTailLogitAdjustmentTests
{
    [Fact]
    public void Bias_AnyCounts_IsTheLogarithmOfEachShare() =>
        Assert.Equal([Math.Log(6 / 10.0), Math.Log(1 / 10.0), Math.Log(3 / 10.0)],
            new LongTailLogitAdjustment([6, 1, 3]).Bias);

    [Fact]
    public void Constructor_ClassWithoutSamples_Throws() =>
        Assert.Contains("at least 1 for class 1",
            Assert.Throws<ArgumentException>(() => new LongTailLogitAdjustment([6, 0, 3])).Message);
}
