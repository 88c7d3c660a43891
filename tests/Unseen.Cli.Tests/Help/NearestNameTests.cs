namespace Unseen.Cli.Tests.Help;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("zla", "zla", 0)]
    [InlineData("zal", "zla", 1)]
    [InlineData("wgn", "wgan", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_Pairs_CountsEdits(string a, string b, int expected) =>
        Assert.Equal(expected, NearestName.Distance(a, b));

    [Fact]
    public void Find_NothingNear_IsNull() => Assert.Null(NearestName.Find("zebra", ["centre", "wgan"]));
}
