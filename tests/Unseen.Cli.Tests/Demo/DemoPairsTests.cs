using Unseen.Runs.Demo;

namespace Unseen.Cli.Tests.Demo;

public sealed class DemoPairsTests
{
    [Fact]
    public void Train_CancelledAfterAPair_KeepsTheResultsOfThePair()
    {
        using var stop = new CancellationTokenSource();
        var pairs = new DemoPairs(seed: 0, epochs: 1);

        var isComplete = pairs.Train((_, _, _) => stop.Cancel(), TimeProvider.System, stop.Token);

        Assert.False(isComplete);
        var (pair, results) = Assert.Single(pairs.Finished);
        Assert.Equal([0, 1], pair);
        Assert.Equal(pairs.Methods, results.Count);
    }
}
