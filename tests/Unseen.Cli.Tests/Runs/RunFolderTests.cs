using System.Text.Json.Nodes;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Training;
using Unseen.Training;

namespace Unseen.Cli.Tests.Runs;

/// <summary>Tests what happens to the folder of a run if a process is killed, or if two processes use the same
/// folder.</summary>
public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public RunFolderTests() => _data = TinyDataset.Save(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_OverwritingARunInProgress_NamesTheOwner()
    {
        using var process = UnseenProcess.Start(
            _folder.FullPath, ["train", "--data", _data, "--out", "run", "--generator", "wgan", "--hidden", "64",
                "--epochs", "100000", "--threads", "1", "--quiet"]);
        await process.WaitUntil(() => File.Exists(_folder["run/metrics.jsonl"]));

        var second = await Train(seed: 1, "run", "--overwrite");

        Assert.False(process.HasExited);
        Assert.Equal(ExitCode.InUse, second.ExitCode);
        Assert.Contains($"run is in use by process {process.Id} on ",
            second.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["run/options.json"]));
    }

    [Fact]
    public void TrainingSession_Resume_DoesNotCheckTheOutputPlace()
    {
        var place = new OutputPlace(Path.Combine(_folder.Write("file", ""), "run"));
        var request = new TrainingRequest(new RunOptions(), place);

        Assert.Throws<UsageException>(() => new TrainingSession(request, new RunContext()));
        new TrainingSession(request with { Resume = _folder["run"] }, new RunContext()).Dispose();
    }

    /// <summary>Tests the states that a kill can leave after the results are complete and before all folders have been
    /// moved into place.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Resume_KilledWhileResultsWereMovedIntoPlace_FinishesTheMove(bool hasEarlier, bool hasReplaced)
    {
        await Train(seed: 1, "run.unseen-new");
        if (hasEarlier)
            await Train(seed: 0, "run");
        if (hasReplaced)
            await Train(seed: 2, "run.unseen-replaced");

        var resumed = await CommandRun.Run("train", "--resume", _folder["run"]);

        Assert.Equal((ExitCode.Done, $"{_folder["run"]} is complete.\n", ""),
            (resumed.ExitCode, resumed.Output, resumed.Error));
        Assert.Equal(1, GetSeed("run"));
        Assert.False(Directory.Exists(_folder["run.unseen-new"]));
        Assert.False(Directory.Exists(_folder["run.unseen-replaced"]));
    }

    [Fact]
    public async Task Resume_KilledAfterAllWasWritten_RemovesCheckpoints()
    {
        await Train(seed: 1, "run");
        Directory.CreateDirectory(_folder["run/checkpoints"]);
        _folder.Write("run/checkpoints/checkpoint-000001.unseen", "large");

        var resumed = await CommandRun.Run("train", "--resume", _folder["run"]);

        Assert.Equal((ExitCode.Done, $"{_folder["run"]} is complete.\n"), (resumed.ExitCode, resumed.Output));
        Assert.False(Directory.Exists(_folder["run/checkpoints"]));
    }

    [Fact]
    public async Task Overwrite_KilledBeforeResultsWereMovedIntoPlace_ReplacesTheLatestResults()
    {
        await Train(seed: 0, "run");
        await Train(seed: 1, "run.unseen-new");

        var third = await Train(seed: 2, "run", "--overwrite");

        Assert.Equal((ExitCode.Done, ""), (third.ExitCode, third.Error));
        Assert.Equal(2, GetSeed("run"));
        Assert.Equal(["run"], Directory.GetDirectories(_folder.FullPath).Select(Path.GetFileName)
            .Where(name => name!.StartsWith("run", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Train_FolderOfAnUnfinishedRun_IsRefusedWithoutOverwrite()
    {
        await Train(seed: 1, "run.unseen-new");
        File.Delete(_folder["run.unseen-new/metrics.json"]); // so that this run is not complete

        var refused = await Train(seed: 2, "run");
        var replaced = await Train(seed: 2, "run", "--overwrite");

        Assert.Equal(ExitCode.BadUsage, refused.ExitCode);
        Assert.Contains("run.unseen-new). Continue it with --resume ", refused.Error,
            StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, ""), (replaced.ExitCode, replaced.Error));
        Assert.Equal(2, GetSeed("run"));
    }

    [Fact]
    public async Task Train_FolderOfAProcessKilledAtItsStart_UsesTheFolder()
    {
        Directory.CreateDirectory(_folder["run"]);
        foreach (var left in (string[])["run.lock", "run.owner", $"options.json.{Guid.NewGuid():N}.tmp"])
            _folder.Write($"run/{left}", "");

        var run = await Train(seed: 1, "run");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Empty(Directory.GetFiles(_folder["run"], "*.tmp"));
        Assert.Equal(1, GetSeed("run"));
    }

    [Fact]
    public async Task Train_Diverging_KeepsEpochsAndCheckpoints()
    {
        var run = await CommandRun.Run(
            "train", "--data", _data, "--out", _folder["run"], "--classifier", "linear", "--classifier-learning-rate",
                "1e38", "--classifier-epochs", "30", "--sigma", "10", "--threads", "1");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Matches(@"^unseen train: seed 0, .*must be finite, but was ", run.Error);
        Assert.Contains(
            $"Every epoch until then is in {_folder["run/metrics.jsonl"]}, the last good checkpoint in "
            + $"{_folder["run/checkpoints"]}.", run.Output, StringComparison.Ordinal);
        Assert.NotEmpty(File.ReadAllLines(_folder["run/metrics.jsonl"]));
    }

    private Task<CommandRun> Train(int seed, string folder, params string[] flags) =>
        CommandRun.Run(["train", "--data", _data, "--out", _folder[folder], "--seed", $"{seed}", "--sigma", "10",
            .. TrainedRun.Quick, "--quiet", .. flags]);

    private int GetSeed(string run) =>
        (int)JsonNode.Parse(File.ReadAllText(_folder[$"{run}/metrics.json"]))!["perSeed"]![0]!["seed"]!;
}
