using System.Text.Json.Nodes;
using Unseen.Data.Loading;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

public sealed class DataCommandTests
{
    [Fact]
    public async Task Inspect_GoodData_ShowsWhatItHolds()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Of("data", "inspect", TinyDataset.Save(folder));

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("classes            7 seen + 3 unseen", run.Output);
        Assert.Contains("test images        21 of seen classes, 36 of unseen", run.Output);
        Assert.EndsWith("Fit for evaluation.\n", run.Output);
    }

    [Fact]
    public async Task Inspect_OverlappingSplit_ExitsWithBadInput()
    {
        using var folder = new TemporaryFolder();
        var dataset = TinyDataset.Create();
        DatasetConverter.Save(dataset with { Split = dataset.Split with { TestSeen = dataset.Split.TrainVal } },
            folder["bad.npz"]);

        var run = await CommandRun.Of("data", "inspect", folder["bad.npz"], "--json");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        var json = JsonNode.Parse(run.Output)!;
        Assert.True((bool)json["hasErrors"]!);
        Assert.Contains(json["findings"]!.AsArray(), finding => (string)finding!["severity"]! == "error");
        Assert.Contains("Not fit for evaluation", run.Error);
    }

    [Fact]
    public async Task Convert_Npz_CanBeInspected()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Of("data", "convert", TinyDataset.Save(folder), folder["copy.npz"]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(ExitCode.Done, (await CommandRun.Of("data", "inspect", folder["copy.npz"])).ExitCode);
    }

    [Fact]
    public async Task Convert_OtherExtension_IsRefused()
    {
        var run = await CommandRun.Of("data", "convert", "data", "out.mat");

        Assert.Equal(
            (ExitCode.BadUsage,
                "unseen data convert: OUT must end in .npz, but was out.mat. See unseen data convert --help.\n"),
            (run.ExitCode, run.Error));
    }
}
