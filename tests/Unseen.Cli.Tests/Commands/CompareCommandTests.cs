using System.Text.Json.Nodes;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

public sealed class CompareCommandTests
{
    [Fact]
    public async Task Compare_Grid_WritesOneRowPerConfiguration()
    {
        using var folder = new TemporaryFolder();
        var data = TinyDataset.Save(folder);

        var run = await CommandRun.Of(
            [
                "compare", "--data", data, "--classifier", "linear,prototype", "--adjust", "none,zla", "--sigma",
                    "3,30", "--out",
                folder["grid"], "--json", .. TrainedRun.Quick,
            ]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        string[] names =
        [
            "centre + linear + none", "centre + linear + zla, sigma 3", "centre + linear + zla, sigma 30",
            "centre + prototype + none", "centre + prototype + zla, sigma 3", "centre + prototype + zla, sigma 30",
        ];
        var json = JsonNode.Parse(run.LastLine)!;
        Assert.Equal(names, json["results"]!.AsArray().Select(row => (string)row!["name"]!));
        Assert.Equal(
            ["log.txt", "report.html", "results.csv", "results.json", "results.md"],
            Directory.EnumerateFiles(folder["grid"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(1 + names.Length, File.ReadAllLines(folder["grid/results.csv"]).Length);
        Assert.All(names, name => Assert.Contains($"| {name} |", File.ReadAllText(folder["grid/results.md"])));
        Assert.Contains("Best H", run.Error);
    }

    [Fact]
    public async Task Compare_ListOfProtocols_IsRefused()
    {
        var run = await CommandRun.Of("compare", "--data", "x", "--protocol", "fair,paper");

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.StartsWith("unseen compare: --protocol must be one of fair, paper, transductive, but was 'fair,paper'.", run.Error);
    }
}
