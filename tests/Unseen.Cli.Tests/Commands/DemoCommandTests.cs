using Unseen.Cli.Demo;
using Unseen.Cli.Screens;
using Unseen.Runs;
using Unseen.Runs.Demo;
using Unseen.Training;

namespace Unseen.Cli.Tests.Commands;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task Demo_OneEpoch_PrintsEverySection()
    {
        var run = await CommandRun.Run("demo", "--epochs", "1", "--unseen", "6,3");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("Learning to read 3 and 6 without ever seeing one\n", run.Output);
        Assert.Contains("prototype    ZLA", run.Output);
        Assert.Contains("Never seen in training", run.Output);
        Assert.Contains("unseen demo --all-pairs", run.Output);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Conclude_OneOrTwoConfigurations_ComparesOnlyTwo(int configurations, bool hasOthers)
    {
        var dataset = DigitsDataset.Create(UnseenDigits.Default);
        var output = new StringWriter { NewLine = "\n" };
        var screen = new Terminal { Output = output, Error = TextWriter.Null }.ForPeople(json: false);
        var results = GzslTrainer.Compare(dataset, [.. DemoPlan.Grid(seed: 0, epochs: 1).Take(configurations)],
            cancellation: TestContext.Current.CancellationToken);

        new DemoReport(screen, dataset, UnseenDigits.Default).Conclude(results);

        Assert.Equal(hasOthers, output.ToString().Contains("points of H", StringComparison.Ordinal));
        Assert.Contains("The order depends on the digits", output.ToString(), StringComparison.Ordinal);
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
