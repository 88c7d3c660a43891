using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task Demo_OneEpoch_PrintsEverySection()
    {
        var run = await CommandRun.Of("demo", "--epochs", "1", "--unseen", "6,3");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("Learning to read 3 and 6 without ever seeing one\n", run.Output);
        Assert.Contains("prototype    ZLA", run.Output);
        Assert.Contains("Never seen in training", run.Output);
        Assert.Contains("unseen demo --all-pairs", run.Output);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task Demo_Cancelled_Exits130()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, (await CommandRun.Until(cancelled.Token, ["demo"])).ExitCode);
        Assert.Equal(ExitCode.Interrupted, (await CommandRun.Until(cancelled.Token, ["demo", "--all-pairs"])).ExitCode);
    }
}
