using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Unseen.Runs;
using Unseen.Runs.Records;

namespace Unseen.Cli.Tests.Sweeps;

/// <summary>Tests what a sweep produces: its runs, its report and its store.</summary>
public sealed class SweepGridTests(SweptGrid swept) : IClassFixture<SweptGrid>
{
    [Fact]
    public async Task Sweep_Grid_EqualsTrainingEachRunAlone()
    {
        Assert.Equal(ExitCode.Done, swept.Outcome.ExitCode);
        var rows = swept.Rows();
        Assert.Equal(4, rows.Count);
        foreach (var row in rows)
        {
            var alone = await CommandRun.Run(
                [
                    "train", "--data", swept.Data, "--out", swept.Folder[$"alone-{row.Run.Id}"], "--adjust",
                        row.Options["adjust"], "--seed", row.Seeds, "--json", "--validate",
                    .. row.Options["adjust"] == "zla" ? ["--sigma", "10"] : Array.Empty<string>(), .. TrainedRun.Quick,
                ]);
            var metrics = JsonNode.Parse(alone.Output)!;
            Assert.Equal((double)metrics["H"]!, row.Number("H"));
            Assert.Equal((double)metrics["chosen"]![0]!["validationH"]!, row.Number(RunMetrics.ValidationH));
            Assert.True(File.Exists(Path.Combine(row.Run.Folder, "model.safetensors")));
        }
    }

    [Fact]
    public async Task Report_OutIsTheStore_IsRefused()
    {
        var run = await CommandRun.Run("sweep", "report", "tiny", "--store", swept.Store, "--out", swept.Store);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.StartsWith($"unseen sweep report: --out would replace {swept.Store}, which the command reads.",
            run.Error, StringComparison.Ordinal);
        Assert.Equal(4, swept.Rows().Count);
    }

    [Fact]
    public async Task ReportAndRuns_AfterASweep_ShowItsRuns()
    {
        string[] store = ["--store", swept.Store];
        var rows = swept.Rows();
        var means = rows.GroupBy(row => row.Options["adjust"])
            .ToDictionary(group => group.Key, group => group.Average(row => row.Number(RunMetrics.ValidationH)));

        var report = await CommandRun.Run(["sweep", "report", "tiny", "--out", swept.Folder["page.html"], .. store]);
        var listed = await CommandRun.Run(["runs", .. store, "--where", "adjust=zla,seed=1"]);
        var others = new List<CommandRun>();
        foreach (var where in new[] { "adjust=none,sigma>=5", "sigma>=5,adjust=none" })
            others.Add(await CommandRun.Run(["runs", .. store, "--where", where]));
        var unknown = await CommandRun.Run(["runs", .. store, "--where", "adjust=none,sigmas>=5"]);
        var compared = await CommandRun.Run(["runs", "compare", rows[0].Run.Id, rows[1].Run.Id[..6], .. store]);
        var first = await CommandRun.Run(["runs", "--json", "--max", "1", "--sort", "-H", .. store]);
        Assert.Single(JsonNode.Parse(first.Output)!.AsArray());
        await CommandRun.Run(["runs", "export", "--out", swept.Folder["runs.csv"], "--sort", "-H", .. store]);
        var json = JsonNode.Parse((await CommandRun.Run(
            ["runs", "--json", "--state", "done", "--sort", "validationH", .. store])).Output)!.AsArray();

        var page = File.ReadAllText(swept.Folder["page.html"]);
        Assert.Equal(ExitCode.Done, report.ExitCode);
        Assert.Contains("4 of 4 runs done", page);
        Assert.Contains("tiny: all combinations", page);
        Assert.Contains("tiny: adjust", page);
        // The first row is the best combination, or one of several that are equally good.
        Assert.Equal(means.Values.Max(), means[Regex.Match(page, "<td[^>]*>(none|zla)</td>").Groups[1].Value]);
        Assert.Contains(rows.Single(row => row.Options["adjust"] == "zla" && row.Seeds == "1").Run.Id, listed.Output);
        Assert.EndsWith("1 run\n", listed.Output);
        Assert.All(others, other => Assert.Equal((ExitCode.Done, "0 runs"), (other.ExitCode, other.LastLine)));
        Assert.Equal("unseen runs: --where: no run has 'sigmas'. Did you mean sigma? See unseen runs --help.\n",
            unknown.Error);
        Assert.Matches("adjust +none +zla", compared.Output);
        var lines = File.ReadAllLines(swept.Folder["runs.csv"]);
        Assert.Equal(5, lines.Length);
        var hColumn = Array.IndexOf(lines[0].Split(','), "H");
        var exported = lines[1..].Select(line =>
            double.Parse(line.Split(',')[hColumn], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(rows.Select(row => row.Number("H")).Order(), exported);
        Assert.Equal(rows.Select(row => row.Number(RunMetrics.ValidationH)).OrderDescending(),
            json.Select(run => (double)run!["results"]!["validationH"]!));
    }
}
