using System.Text.Json.Nodes;
using Unseen.Data.Loading;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

public sealed class DataCommandTests
{
    [Fact]
    public async Task Inspect_GoodData_ShowsWhatItContains()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run("data", "inspect", TinyDataset.Save(folder));

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

        var run = await CommandRun.Run("data", "inspect", folder["bad.npz"], "--json");

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
        var run = await CommandRun.Run("data", "convert", TinyDataset.Save(folder), folder["copy.npz"]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(ExitCode.Done, (await CommandRun.Run("data", "inspect", folder["copy.npz"])).ExitCode);
    }

    [Fact]
    public async Task Inspect_TablesOfASpreadsheet_ReportsTheirFormat()
    {
        using var folder = new TemporaryFolder();
        WriteTables(folder);

        var run = await CommandRun.Run("data", "inspect", folder.FullPath);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        const string note = "semicolons between fields, decimal commas, 2 columns of numbers.";
        Assert.Contains($"note: features.csv: {note} [reading]", run.Output);
        Assert.EndsWith("No problems found. Fit for evaluation.\n", run.Output);
    }

    [Fact]
    public async Task Inspect_ProjectOfPhotographs_NamesTheCommandThatExaminesIt()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["my photos"]);
        folder.Write("my photos/unseen.json", "{}");

        var run = await CommandRun.Run("data", "inspect", folder["my photos"]);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains($": unseen doctor {Words.Quoted(folder["my photos"])} examines it", run.Error);
    }

    [Fact]
    public async Task InspectAndConvert_NumericLabels_RequireCountedFrom()
    {
        using var folder = new TemporaryFolder();
        WriteTables(folder, asNumbers: true);

        var refused = await CommandRun.Run("data", "inspect", folder.FullPath);
        var converted = await CommandRun.Run(
            "data", "convert", folder.FullPath, folder["data.npz"], "--counted-from", "0");

        Assert.Contains("Say with --counted-from 0 or 1", refused.Error);
        Assert.Equal((ExitCode.Done, ""), (converted.ExitCode, converted.Error));
        Assert.Equal(["ant", "bee", "cat"], DatasetLoader.Load(folder["data.npz"]).ClassNames);
    }

    [Fact]
    public async Task Train_WithFlagsForReadingTables_RecordsTheFlagsForLaterRuns()
    {
        using var folder = new TemporaryFolder();
        WriteTables(folder, asNumbers: true);
        string[] quick = ["--sigma", "10", "--quiet", "--no-cache", .. TrainedRun.Quick];

        var refused = await CommandRun.Run(["train", "--data", folder.FullPath, "--out", folder["a"], .. quick]);
        var trained = await CommandRun.Run(
            ["train", "--data", folder.FullPath, "--counted-from", "0", "--out", folder["a"], .. quick]);
        var repeated = await CommandRun.Run(
            "train", "--config", folder["a/options.json"], "--quiet", "--no-cache", "--out", folder["b"]);
        var evaluated = await CommandRun.Run("evaluate", folder["a"], "--no-cache");
        var compared = await CommandRun.Run(
            ["compare", "--data", folder.FullPath, "--counted-from", "0", "--out", folder["c"], .. quick]);

        Assert.Contains("Say with --counted-from 0 or 1", refused.Error);
        Assert.All((CommandRun[])[trained, repeated, evaluated, compared], run =>
            Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error)));
        Assert.Equal(File.ReadAllBytes(folder["a/model.safetensors"]),
            File.ReadAllBytes(folder["b/model.safetensors"]));
    }

    [Theory]
    [InlineData("--counted-from", "2", "--counted-from must be '0' or '1', but was '2'.")]
    [InlineData("--delimiter", "ab", "--delimiter must be one character or tab, but was 'ab'.")]
    [InlineData("--encoding", "ebcdic",
        "--encoding must be 'utf-8' or 'utf-16' or 'windows-1252' or 'latin1', but was 'ebcdic'.")]
    public async Task Inspect_FlagWithAnInvalidValue_IsRefused(string flag, string value, string message)
    {
        var run = await CommandRun.Run("data", "inspect", "data", flag, value);

        Assert.Equal((ExitCode.BadUsage, $"unseen data inspect: {message} See unseen data inspect --help.\n"),
            (run.ExitCode, run.Error));
    }

    /// <summary>Writes three classes of ten images each, as a spreadsheet with decimal commas saves them.</summary>
    private static void WriteTables(TemporaryFolder folder, bool asNumbers = false)
    {
        string[] names = ["ant", "bee", "cat"];
        File.WriteAllLines(folder["classes.csv"],
            ["class;role;a0;a1", "ant;seen;0,5;1", "bee;seen;1;0,5", "cat;unseen;1;1,5"]);
        File.WriteAllLines(folder["features.csv"],
            ["f0;f1", .. Enumerable.Range(0, 30).Select(i => $"{i % 7},25;{i / 10},5{i}")]);
        File.WriteAllLines(folder["labels.csv"],
            ["label", .. Enumerable.Range(0, 30).Select(i => asNumbers ? $"{i / 10}" : names[i / 10])]);
    }

    [Fact]
    public async Task Convert_OutputThatIsNotNpz_IsRefused()
    {
        var run = await CommandRun.Run("data", "convert", "data", "out.mat");

        Assert.Equal(
            (ExitCode.BadUsage,
                "unseen data convert: OUT.npz must be a path that ends in .npz, but was 'out.mat'. "
                    + "See unseen data convert --help.\n"),
            (run.ExitCode, run.Error));
    }
}
