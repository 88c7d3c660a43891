using System.Text.Json.Nodes;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

public sealed class MethodsCommandTests
{
    [Fact]
    public async Task Methods_Dataset_ListsPublishedResultsAndConfigurations()
    {
        var run = await CommandRun.Run("methods", "--dataset", "cub", "--json");
        var configs = JsonNode.Parse(run.Output)!.AsArray();
        Assert.Equal(39, configs.Count);
        Assert.All(configs, config => Assert.Equal("CUB", (string)config!["dataset"]!));
        var zlap = configs.Single(config => (string)config!["method"]! == "wgan-zlap")!;
        Assert.Equal(68.7, (double)zlap["published"]!["H"]!);
        Assert.Contains("unseen train --config cub-wgan-zlap --data data/CUB",
            (await CommandRun.Run("methods", "cub-wgan-zlap")).Output);
    }

    [Fact]
    public async Task Methods_WithoutArguments_ListsEachMethodAndConfigurationOnce()
    {
        var output = (await CommandRun.Run("methods")).Output;
        Assert.Contains("f-vaegan-d2", output);
        Assert.Contains("calibrated, dgz, logit", output);
        Assert.Single(output.Split('\n'), line => line.TrimStart().StartsWith("wgan-zlap ", StringComparison.Ordinal));
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [InlineData("methods cub-wgan-zlop",
        "there is no method or configuration 'cub-wgan-zlop'. unseen methods lists them. Did you mean cub-wgan-zlap?")]
    [InlineData("methods --dataset CUBE", "--dataset must be one of")]
    [InlineData("train --data x --config cub-wgan-zlop",
        "a configuration that unseen methods lists. Did you mean cub-wgan-zlap?")]
    public async Task Methods_UnknownName_SuggestsTheNearestName(string line, string message)
    {
        var run = await CommandRun.Run(line.Split(' '));
        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains(message, run.Error);
    }
}
