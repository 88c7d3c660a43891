using Unseen.Cli.Flags;
using Unseen.Experiments;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Flags;

public sealed class ReproductionFlagsTests
{
    [Theory]
    [InlineData("all,encoder")]
    [InlineData("encoder, all,main")]
    public void Experiments_AllAndTheEncoder_AreAllKinds(string text) =>
        Assert.Equal(Enum.GetValues<ExperimentKind>(), ReproductionFlags.Experiments(text).Order());

    [Fact]
    public void Experiments_All_AreAllButTheEncoder() =>
        Assert.Equal(Enum.GetValues<ExperimentKind>().Except([ExperimentKind.Encoder]),
            ReproductionFlags.Experiments("all"));

    [Theory]
    [InlineData("all,mian")]
    [InlineData(",")]
    public void Experiments_UnknownName_IsRefused(string text) =>
        Assert.Throws<UsageException>(() => ReproductionFlags.Experiments(text));
}
