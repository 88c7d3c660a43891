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

        var run = await CommandRun.Run(
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
    public async Task Compare_OneConfigurationDiverges_ReportsTheOthersAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        string[] line =
        [
            "compare", "--data", TinyDataset.Save(folder), "--classifier", "linear", "--adjust", "none",
            "--out", folder["rates"], .. TrainedRun.Quick, "--classifier-learning-rate",
        ];

        var run = await CommandRun.Run([.. line, "1e300,0.01"]);

        const string name = "centre + linear + none, classifier-learning-rate 1E+300";
        Assert.True(run.ExitCode == ExitCode.BadInput, run.Error);
        Assert.Contains($"warning: {name} has no result: seed 0, ", run.Error);
        Assert.Contains("1 of 2 configurations diverged and have no result", run.Output);
        var json = JsonNode.Parse(File.ReadAllText(folder["rates/results.json"]))!;
        Assert.False((bool)json["interrupted"]!);
        Assert.Single(json["results"]!.AsArray());
        Assert.Equal(name, (string)Assert.Single(json["diverged"]!.AsArray())!["name"]!);
        Assert.Contains($"{name} has no result: ", File.ReadAllText(folder["rates/report.html"]));

        var all = await CommandRun.Run([.. line, "1e300,1e299", "--overwrite"]);
        Assert.Equal(ExitCode.BadInput, all.ExitCode);
        Assert.Contains("unseen compare: seed 0, ", all.Error);
        Assert.True(JsonNode.DeepEquals(json, JsonNode.Parse(File.ReadAllText(folder["rates/results.json"]))));
    }

    [Fact]
    public async Task Compare_ListOfProtocols_IsRefused()
    {
        var run = await CommandRun.Run("compare", "--data", "x", "--protocol", "fair,paper");

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.StartsWith("unseen compare: --protocol must be one of fair, paper, transductive, but was 'fair,paper'.", run.Error);
    }
}
