using System.Globalization;
using System.Text.Json.Nodes;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

public sealed class TrainCommandTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    [Fact]
    public void Train_TinyData_ExitsWithDone()
    {
        Assert.Equal("", string.Join('\n', trained.Outcome.Error.Split('\n').Where(line => line.Contains("error"))));
        Assert.Equal(ExitCode.Done, trained.Outcome.ExitCode);
    }

    [Fact]
    public void Train_Json_PrintsOnlyOneObject()
    {
        var json = JsonNode.Parse(trained.Outcome.Output)!.AsObject();

        Assert.Equal(1, trained.Outcome.Output.Count(letter => letter == '\n'));
        Assert.Equal(
            [
                "generator", "classifier", "adjust", "protocol", "seeds", "U", "S", "H", "T1", "ausuc", "seconds",
                    "sd", "chosen",
                "interrupted", "descriptions", "run",
            ],
            json.Select(pair => pair.Key));
        Assert.Equal("fair", (string)json["protocol"]!);
        Assert.Equal([0, 1], json["seeds"]!.AsArray().Select(seed => (int)seed!));
        Assert.InRange((double)json["H"]!, 0, 100);
        Assert.Equal(10, (double)json["chosen"]![0]!["sigma"]!);
        Assert.False((bool)json["interrupted"]!);
        Assert.Equal(trained.Run, (string)json["run"]!);
    }

    [Fact]
    public void Train_Done_WritesTheRunFolder()
    {
        Assert.Equal(
            ["confusion.csv", "descriptions.json", "history.csv", "log.txt", "metrics.json", "metrics.jsonl",
                "model.safetensors",
                "options.json", "per-class.csv", "reliability.csv", "report.html"],
            Directory.EnumerateFiles(trained.Run).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["run", "tiny.npz"],
            Directory.EnumerateFileSystemEntries(trained.Folder).Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Train_Done_WritesOneLinePerClass()
    {
        var lines = File.ReadAllLines(Path.Combine(trained.Run, "per-class.csv"));

        Assert.Equal("class,group,test_images,accuracy", lines[0]);
        Assert.Equal(1 + TinyDataset.Classes, lines.Length);
        Assert.StartsWith("class a,seen,3,", lines[1]);
        Assert.StartsWith("class j,unseen,12,", lines[^1]);
    }

    [Fact]
    public void Train_Done_CountsEveryTestImageOfEverySeedInTheConfusionMatrix()
    {
        var lines = File.ReadAllLines(Path.Combine(trained.Run, "confusion.csv"));

        Assert.Equal(2 * (3 * TinyDataset.Seen + 12 * 3),
            lines.Skip(1).SelectMany(line => line.Split(',').Skip(1)).Sum(int.Parse));
    }

    [Fact]
    public void Train_Done_RecordsDataOptionsMachineAndPackages()
    {
        var options = JsonNode.Parse(File.ReadAllText(Path.Combine(trained.Run, "options.json")))!;

        Assert.Equal(trained.Data, (string)options["data"]!["path"]!);
        Assert.Equal(64, ((string)options["data"]!["sha256"]!["tiny.npz"]!).Length);
        Assert.Equal(3, (int)options["options"]!["classifierEpochs"]!);
        Assert.Equal(3, (int)options["config"]!["classifierEpochs"]!);
        Assert.Equal(1, (int)options["machine"]!["threads"]!);
        Assert.Contains((string)options["machine"]!["precision"]!, (string[])["fp32", "bf16"]);
        Assert.Equal(["unseen", "torchSharp", "libtorch", "dotnet"],
            options["packages"]!.AsObject().Select(pair => pair.Key));
    }

    [Fact]
    public void Train_Done_RecordsDurationsAndPeakMemory()
    {
        var metrics = JsonNode.Parse(File.ReadAllText(Path.Combine(trained.Run, "metrics.json")))!;

        Assert.InRange((double)metrics["loadSeconds"]!, 0, double.MaxValue);
        Assert.InRange((long)metrics["peakMemoryBytes"]!, 1, long.MaxValue);
        var lines = File.ReadAllLines(Path.Combine(trained.Run, "history.csv"));
        Assert.EndsWith(",seconds", lines[0]);
        Assert.All(lines.Skip(1), line =>
            Assert.InRange(double.Parse(line.Split(',')[^1], CultureInfo.InvariantCulture), 0, double.MaxValue));
    }

    [Fact]
    public async Task Train_OptionsJsonAsConfig_RepeatsTheRun()
    {
        using var folder = new TemporaryFolder();
        var again = await CommandRun.Run(
            "train", "--config", Path.Combine(trained.Run, "options.json"), "--out", folder["again"], "--json",
                "--quiet");

        Assert.Equal(ExitCode.Done, again.ExitCode);
        var (first, second) = (JsonNode.Parse(trained.Outcome.Output)!, JsonNode.Parse(again.Output)!);
        foreach (var metric in (string[])["U", "S", "H", "T1", "ausuc"])
            Assert.Equal((double?)first[metric], (double?)second[metric]);
    }

    [Fact]
    public async Task Train_TwiceWithACache_HasTheSameResultFromTheCachedData()
    {
        using var folder = new TemporaryFolder();
        WriteLargeTables(folder);
        string[] command = ["train", "--data", folder["data"], "--cache", folder["cache"], "--sigma", "10", "--quiet",
            "--json", .. TrainedRun.Quick];

        var first = await CommandRun.Run([.. command, "--out", folder["first"]]);
        var entries = Directory.GetFiles(folder["cache"]);
        var second = await CommandRun.Run([.. command, "--out", folder["second"]]);

        Assert.Equal((ExitCode.Done, ExitCode.Done), (first.ExitCode, second.ExitCode));
        Assert.Equal(Directory.GetFiles(folder["cache"]), entries);
        Assert.NotEmpty(entries);
        Assert.Equal((double?)JsonNode.Parse(first.Output)!["H"], (double?)JsonNode.Parse(second.Output)!["H"]);
        JsonNode GetData(string run) =>
            JsonNode.Parse(File.ReadAllText(Path.Combine(folder[run], "options.json")))!["data"]!;
        Assert.Equal(GetData("first").ToJsonString(), GetData("second").ToJsonString());
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder["first"], "model.safetensors")),
            File.ReadAllBytes(Path.Combine(folder["second"], "model.safetensors")));

        // The model knows the names of the features, so it refuses columns in another order.
        string[] table = [.. File.ReadLines(folder["data/features.csv"]).Take(2)];
        folder.Write("same.csv", string.Join('\n', table));
        folder.Write("swapped.csv", string.Join('\n', table).Replace("f0,f1,", "f1,f0,", StringComparison.Ordinal));
        var same = await CommandRun.Run("predict", folder["second"], "--features", folder["same.csv"]);
        var swapped = await CommandRun.Run("predict", folder["second"], "--features", folder["swapped.csv"]);
        Assert.Equal((ExitCode.Done, ExitCode.BadInput), (same.ExitCode, swapped.ExitCode));
        Assert.Contains("feature 1 is 'f1', but in training this was feature 2, and feature 1 was 'f0'.", swapped.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_OutNotEmpty_IsRefusedBeforeAnythingIsRead()
    {
        var run = await CommandRun.Run("train", "--data", "nowhere", "--out", trained.Run);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Equal(
            $"unseen train: --out {trained.Run} already has files in it. Choose a new folder, or add --overwrite. See "
                + "unseen train --help.\n",
            run.Error);
    }

    [Fact]
    public async Task Train_OverwriteOfAFolderThatIsNoRun_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("thesis.txt", "years of work");

        var run = await CommandRun.Run("train", "--data", trained.Data, "--out", folder.FullPath, "--overwrite");

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.True(File.Exists(folder["thesis.txt"]));
    }

    [Fact]
    public async Task Train_CancelledWithOverwrite_LeavesEarlierResultsAndExits130()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["run"]);
        folder.Write("run/options.json", "earlier");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var run = await CommandRun.Until(
            cancelled.Token, ["train", "--data", trained.Data, "--out", folder["run"], "--overwrite",
                .. TrainedRun.Quick]);

        Assert.Equal(ExitCode.Interrupted, run.ExitCode);
        Assert.Contains("interrupted before there was a result", run.Error);
        Assert.Equal("earlier", File.ReadAllText(folder["run/options.json"]));
        Assert.Equal([folder["run"]], Directory.EnumerateFileSystemEntries(folder.FullPath));
    }

    [Fact]
    public async Task Train_Overwrite_ReplacesEarlierResults()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["run"]);
        folder.Write("run/options.json", "earlier");
        folder.Write("run/stale.txt", "earlier");

        var run = await CommandRun.Run(
            [
                "train", "--data", trained.Data, "--out", folder["run"], "--overwrite", "--quiet", "--adjust", "none",
                    "--protocol",
                "paper", .. TrainedRun.Quick,
            ]);

        Assert.Equal("", run.Error);
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.False(File.Exists(folder["run/stale.txt"]));
        Assert.Equal([folder["run"]], Directory.EnumerateFileSystemEntries(folder.FullPath));
        Assert.Contains("paper: best epoch chosen on test images", run.Output);
    }

    [Fact]
    public async Task Train_Redirected_HasNoColoursAndNoLongLines()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run(
            ["train", "--data", trained.Data, "--out", folder["run"], "--sigma", "10", .. TrainedRun.Quick]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.DoesNotContain('\u001b', run.Output);
        var lines = (trained.Outcome.Error + run.Output).Split('\n').Where(line => !line.Contains("unseen-cli-"));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task Train_Fast_EqualsTheLinearClassifierWithSigmaByTheLaw()
    {
        using var folder = new TemporaryFolder();
        await CommandRun.Run(["train", "--data", trained.Data, "--out", folder["fast"], "--fast", .. TrainedRun.Quick]);
        await CommandRun.Run(
            ["train", "--data", trained.Data, "--out", folder["long"], "--classifier", "linear", "--sigma", "law",
                .. TrainedRun.Quick]);
        await CommandRun.Run(
            ["train", "--data", trained.Data, "--out", folder["own"], "--fast", "--classifier", "prototype",
                "--adjust", "none", .. TrainedRun.Quick]);

        Assert.Equal(
            File.ReadAllBytes(folder["long/model.safetensors"]), File.ReadAllBytes(folder["fast/model.safetensors"]));
        var own = JsonNode.Parse(File.ReadAllText(folder["own/options.json"]))!["config"]!;
        Assert.Equal("prototype", (string)own["classifier"]!);
        Assert.Equal("none", (string)own["adjust"]!);
    }

    [Theory]
    [InlineData("", "linear", "\"law\"")]
    [InlineData("--classifier prototype", "prototype", "\"law\"")]
    [InlineData("--sigma 7", "linear", "7")]
    public async Task Train_FastWithAConfig_OverridesTheConfigButNoOtherFlag(
        string flags, string classifier, string sigma)
    {
        using var folder = new TemporaryFolder();
        var config = Path.Combine(trained.Run, "options.json"); // an ensemble and --sigma 10

        var run = await CommandRun.Run(["train", "--fast", "--config", config, "--seeds", "1", "--out", folder["fast"],
            .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var options = JsonNode.Parse(File.ReadAllText(folder["fast/options.json"]))!["config"]!;
        Assert.Equal(classifier, (string)options["classifier"]!);
        Assert.Equal(sigma, options["sigma"]!.ToJsonString());
    }

    [Fact]
    public async Task Train_FastWithAConfigOfAnotherAdjustment_KeepsTheAdjustment()
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write("run.json", """{ "classifier": "prototype", "adjust": "none" }""");

        var run = await CommandRun.Run(["train", "--data", trained.Data, "--fast", "--config", config, "--out",
            folder["fast"], .. TrainedRun.Quick]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.DoesNotContain("--fast has no effect", run.Error);
        var options = JsonNode.Parse(File.ReadAllText(folder["fast/options.json"]))!["config"]!;
        Assert.Equal(("linear", "none"), ((string)options["classifier"]!, (string)options["adjust"]!));
    }

    [Fact]
    public async Task Train_FastWithResume_IsRefused()
    {
        var run = await CommandRun.Run(["train", "--resume", trained.Run, "--fast"]);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains("--fast and --resume cannot be combined", run.Error);
    }

    [Fact]
    public async Task Train_MissingDevice_IsRefusedBeforeTheRunFolderIsCreated()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run(
            "train", "--data", TinyDataset.Save(folder), "--device", "nonsense", "--out", folder["run"]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.StartsWith("unseen train: the device 'nonsense' is not available.",
            run.Error);
        Assert.False(Directory.Exists(folder["run"]));
    }

    /// <summary>Writes the tiny dataset as tables of more than a megabyte, by repeating its columns.</summary>
    private static void WriteLargeTables(TemporaryFolder folder)
    {
        var dataset = TinyDataset.Create();
        static string Numbers(ReadOnlySpan<float> row, int times) =>
            string.Join(",", Enumerable.Repeat(string.Join(
                ",", row.ToArray().Select(value => value.ToString(CultureInfo.InvariantCulture))), times));
        Directory.CreateDirectory(folder["data"]);
        var unseen = dataset.UnseenClasses;
        folder.Write("data/classes.csv", "class,role,a,b,c,d,e\n"
            + string.Join("\n", Enumerable.Range(0, TinyDataset.Classes).Select(
            label => $"{dataset.ClassNames[label]},{(unseen.Contains(label) ? "unseen" : "seen")},{Numbers(dataset.Descriptors.Row(label), 1)}")) + "\n");
        const int times = 80;
        folder.Write(
            "data/features.csv",
            $"label,{string.Join(",", Enumerable.Range(0, times * TinyDataset.FeatureWidth).Select(d => $"f{d}"))}\n"
            + string.Join(
            "\n", dataset.Labels.Select((label, row) =>
                $"{dataset.ClassNames[label]},{Numbers(dataset.Features.Row(row), times)}")) + "\n");
    }
}
