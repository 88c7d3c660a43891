using Unseen.Runs;

namespace Unseen.Cli.Tests.Runs;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Number_NotFinite_IsNull(double value) => Assert.Null(JsonText.Number(value));

    [Fact]
    public void Number_Finite_HasFourDecimals() => Assert.Equal("66.6667", JsonText.Number(200.0 / 3)!.ToJsonString());
}
