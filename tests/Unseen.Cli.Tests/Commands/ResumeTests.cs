using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Unseen.Inference;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

public sealed class ResumeTests : IDisposable
{
    private const int SigInt = 2, SigTerm = 15;

    private static readonly string[] _long =
    [
        "--generator", "wgan", "--hidden", "64", "--epochs", "120", "--batch", "16", "--classify-every", "40",
            "--sigma", "10", "--classifier-epochs", "16",
        "--classifier-hidden", "32", "--classifier-batch", "16", "--threads", "1", "--seeds", "2", "--quiet",
    ];

    /// <summary>Flags of a run that does not end before it is interrupted.</summary>
    private static readonly string[] _endless = [.. _long.Select(word => word == "120" ? "100000" : word)];

    /// <summary>Flags of a short run in this process, which still takes long enough to be cancelled.</summary>
    private static readonly string[] _short =
    [
        "--generator", "wgan", "--hidden", "16", "--epochs", "30", "--batch", "16", "--classify-every", "15",
            "--sigma", "10", "--classifier-epochs", "4",
        "--classifier-hidden", "16", "--classifier-batch", "32", "--threads", "1", "--seeds", "2", "--quiet",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public ResumeTests() => _data = TinyDataset.Save(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Train_KilledAtFiftyRandomMoments_EndsLikeAnUninterruptedRun()
    {
        const int kills = 50;
        var random = new Random(20261123);
        using (var whole = Begin("whole"))
            Assert.Equal(ExitCode.Done, (await whole.End()).ExitCode);
        var epochs = Lines("whole");
        var (killed, finished) = (0, 0);
        while (killed < kills)
        {
            var run = $"run{finished}";
            using var process = BeginOrResume(run);
            // A random epoch, so that fast and slow machines reach all parts of a run, and then a random time.
            var (epoch, time) = (random.Next(epochs), TimeSpan.FromMilliseconds(random.Next(400)));
            await process.WaitUntil(() => Lines(run) >= epoch);
            var since = Stopwatch.GetTimestamp();
            await process.WaitUntil(() => Stopwatch.GetElapsedTime(since) > time);
            if (process.HasExited)
            {
                Assert.Equal((ExitCode.Done, ""), await process.End() is var outcome
                    ? (outcome.ExitCode, outcome.Error) : default);
                AssertSame(_folder["whole"], _folder[run]);
                finished++;
                continue;
            }

            await process.Kill();
            killed++;
        }

        using (var last = BeginOrResume($"run{finished}"))
            Assert.Equal(ExitCode.Done, (await last.End()).ExitCode);
        AssertSame(_folder["whole"], _folder[$"run{finished}"]);
        TestContext.Current.SendDiagnosticMessage($"{kills} kills over {finished + 1} runs");

        UnseenProcess BeginOrResume(string run) =>
            File.Exists(_folder[$"{run}/options.json"]) ? Resume(run) : Begin(run);
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(SigInt)]
    [InlineData(SigTerm)]
    public async Task Train_Signalled_SavesItselfAndExits130(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var process = UnseenProcess.Start(
            _folder.FullPath, ["train", "--data", _data, "--out", "run", .. _long, "--checkpoint-every", "1h"]);
        await process.WaitUntil(() => Lines("run") >= 20);

        var stopped = await process.End(signal);
        var resumed = await CommandRun.Run("train", "--resume", _folder["run"], "--checkpoint-every", "1h");

        Assert.Equal(
            (ExitCode.Interrupted, "unseen train: interrupted. Continue with unseen train --resume run.\n"),
            (stopped.ExitCode, stopped.Error));
        Assert.Equal((ExitCode.Done, ""), (resumed.ExitCode, resumed.Error));
        Assert.Equal(2, Json(_folder["run"])["perSeed"]!.AsArray().Count);
        Assert.False(Directory.Exists(_folder["run/checkpoints"]));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Train_SignalledTwiceAtOnce_StillSavesACheckpoint()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs setsid");
        using var process = UnseenProcess.Start(
            _folder.FullPath, ["train", "--data", _data, "--out", "run", .. _endless, "--checkpoint-every", "1h"]);
        await process.WaitUntil(() => Lines("run") >= 20);

        process.SignalGroup(SigInt);
        var stopped = await process.End(SigTerm); // GNU timeout also signals both the process and its group

        Assert.Equal(
            (ExitCode.Interrupted, "unseen train: interrupted. Continue with unseen train --resume run.\n"),
            (stopped.ExitCode, stopped.Error));
    }

    [Fact]
    public async Task Train_Interrupted_KeepsTheFinishedSeedAndCanBeResumed()
    {
        var stopped = await CommandRun.Interrupt([_folder["run"]], () => IsInLastSeed("run"),
            ["train", "--data", _data, "--out", _folder["run"], .. _short]);

        Assert.Equal(ExitCode.Interrupted, stopped.ExitCode);
        Assert.Contains("Continue  unseen train --resume", stopped.Output, StringComparison.Ordinal);
        Assert.True((bool)Json(_folder["run"])["interrupted"]!);
        var firstSeed = (double)Assert.Single(Json(_folder["run"])["perSeed"]!.AsArray())!["seconds"]!;
        var resumed = await CommandRun.Run("train", "--resume", _folder["run"]);
        var again = await CommandRun.Run("train", "--resume", _folder["run"]);
        var asJson = await CommandRun.Run("train", "--resume", _folder["run"], "--json");

        Assert.Equal((ExitCode.Done, ""), (resumed.ExitCode, resumed.Error));
        var metrics = Json(_folder["run"]);
        Assert.False((bool)metrics["interrupted"]!);
        Assert.Equal((ExitCode.Done, $"{_folder["run"]} is complete.\n"), (again.ExitCode, again.Output));
        var summary = JsonNode.Parse(asJson.Output)!;
        Assert.Equal((_folder["run"], (double)metrics["H"]!), ((string)summary["run"]!, (double)summary["H"]!));
        Assert.Equal((string)JsonNode.Parse(File.ReadAllText(_folder["run/descriptions.json"]))!["summary"]!,
            (string)summary["descriptions"]!["summary"]!);
        // Both durations in the report include the time before the interruption.
        var seeds = metrics["perSeed"]!.AsArray().Select(seed => (double)seed!["seconds"]!).ToArray();
        Assert.Equal(firstSeed, seeds[0]);
        Assert.Equal(seeds.Sum(), (double)metrics["seconds"]!, 0.01);
        var report = await File.ReadAllTextAsync(_folder["run/report.html"], TestContext.Current.CancellationToken);
        double Stated(string name)
        {
            var time = Regex.Match(report, $@"<dt>{name}</dt><dd>(?:(\d+) min )?([\d.]+) s");
            Assert.True(time.Success, name);
            return (60 * double.Parse($"0{time.Groups[1]}")) + Math.Floor(double.Parse($"0{time.Groups[2]}"));
        }

        Assert.Equal(Math.Floor(seeds.Sum()), Stated("Time to train"), 1.0);
        Assert.InRange(Stated("Total time"), Stated("Time to train"), double.MaxValue);
    }

    [Fact]
    public async Task Train_ResumedWithOtherOptionsOrData_NamesTheDifference()
    {
        await InterruptEarly([]);
        var lines = Lines("run");
        var other = await CommandRun.Run("train", "--resume", _folder["run"], "--sigma", "20");
        var flags = await CommandRun.Run("train", "--resume", _folder["run"], "--out", _folder["other"]);
        var batch = await CommandRun.Run("train", "--resume", _folder["run"], "--image-batch", "4");
        var nothing = await CommandRun.Run("train", "--resume", _folder["nothing"]);
        File.AppendAllText(_data, " ");
        var data = await CommandRun.Run("train", "--resume", _folder["run"]);

        Assert.Equal(ExitCode.BadInput, other.ExitCode);
        Assert.Contains("the run began with options.sigma 10, and now it is 20", other.Error,
            StringComparison.Ordinal);
        Assert.Equal(
            (ExitCode.BadUsage,
            "unseen train: --out and --resume cannot be combined. Leave one out. See unseen train --help.\n"),
            (flags.ExitCode, flags.Error));
        Assert.Equal((ExitCode.BadUsage,
            "unseen train: --image-batch needs a run on photographs. See unseen train --help.\n"),
            (batch.ExitCode, batch.Error));
        Assert.Contains("there is no unfinished run in this folder", nothing.Error, StringComparison.Ordinal);
        Assert.Contains("the run began with checksums.tiny.npz ", data.Error, StringComparison.Ordinal);
        Assert.True(Directory.Exists(_folder["run/checkpoints"]));
        Assert.Equal(lines, Lines("run"));
        Assert.NotEmpty(Directory.GetDirectories(_folder["run/tensorboard"]));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Train_FolderInUse_NamesTheOwner()
    {
        using var process = UnseenProcess.Start(
            _folder.FullPath, ["train", "--data", _data, "--out", "run", .. _endless]);
        await process.WaitUntil(() => Lines("run") >= 1);

        var second = await CommandRun.Run("train", "--resume", _folder["run"]);

        Assert.Equal(ExitCode.InUse, second.ExitCode);
        Assert.Matches(
            $"^unseen train: .*run is in use by process {process.Id} on \\S+ for .*\\. Wait until it ends, stop it, "
            + "or choose another folder\\.\n$", second.Error);
    }

    [Fact]
    public async Task Train_OverwritingInterruptedInTheLastSeed_NamesTheNewFolderInTheReport()
    {
        var stopped = await CommandRun.Interrupt(
            [_folder["run"], _folder["run.unseen-new"]], () => IsInLastSeed("run.unseen-new"),
            ["train", "--data", _data, "--out", _folder["run"], "--overwrite", .. _short], WriteEarlierResults);

        Assert.Equal(ExitCode.Interrupted, stopped.ExitCode);
        Assert.Matches("run\\.unseen-new\\S* --features FILE", File.ReadAllText(_folder["run.unseen-new/report.html"]));
    }

    [Fact]
    public async Task Train_OverwritingInterrupted_LeavesEarlierResultsUntilTheNewRunIsComplete()
    {
        await InterruptEarly(["--overwrite"], WriteEarlierResults);
        Assert.Equal("earlier", File.ReadAllText(_folder["run/options.json"]));

        var resumed = await CommandRun.Run("train", "--resume", _folder["run"]);

        Assert.Equal((ExitCode.Done, ""), (resumed.ExitCode, resumed.Error));
        Assert.Equal(2, Json(_folder["run"])["perSeed"]!.AsArray().Count);
        Assert.False(Directory.Exists(_folder["run.unseen-new"]));
    }

    [Fact]
    public async Task Train_DamagedCheckpoint_FallsBackToTheOneBeforeAndSaysSo()
    {
        await InterruptEarly(["--checkpoint-every", "0"]);
        var latest = Directory.GetFiles(_folder["run/checkpoints"]).Max()!;
        Assert.Equal(2, Directory.GetFiles(_folder["run/checkpoints"]).Length);
        File.WriteAllBytes(latest, File.ReadAllBytes(latest)[..^100]);

        var resumed = await CommandRun.Run("train", "--resume", _folder["run"]);

        Assert.Equal(ExitCode.Done, resumed.ExitCode);
        Assert.Equal(
            $"warning: {latest} is cut short or damaged. An earlier one is used.\n", resumed.Error);
    }

    [Fact]
    public async Task Train_MoreThanFitsIntoMemory_SaysHowMuchBeforeItStarts()
    {
        var run = await CommandRun.Run(
            "train", "--data", _data, "--out", _folder["run"], "--generator", "wgan", "--hidden", "2000000000");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Matches(
            @"^unseen train: training needs about [\d.]+ GiB of memory, of which [\d.]+ GiB for the generator, and [\d.]+ GiB are available\.", run.Error);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1s")]
    [InlineData("s")]
    [InlineData("-Infinity")]
    [InlineData("NaN")]
    public async Task Train_CheckpointEveryInvalid_IsRefused(string time)
    {
        var run = await CommandRun.Run("train", "--data", _data, "--checkpoint-every", time);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains($"--checkpoint-every must be a time such as 30s, 5m or 1h, or off, but was '{time}'.",
            run.Error, StringComparison.Ordinal);
    }

    private UnseenProcess Begin(string run)
    {
        if (Directory.Exists(_folder[run]))
            Directory.Delete(_folder[run], recursive: true);
        return UnseenProcess.Start(_folder.FullPath,
            ["train", "--data", _data, "--out", run, .. _long, "--checkpoint-every", "0.02s"]);
    }

    private UnseenProcess Resume(string run) =>
        UnseenProcess.Start(_folder.FullPath, "train", "--resume", run, "--checkpoint-every", "0.02s", "--quiet");

    /// <summary>Begins a run and cancels it during its first seed.</summary>
    private async Task InterruptEarly(string[] flags, Action? prepare = null)
    {
        var stopped = await CommandRun.Interrupt(
            [_folder["run"], _folder["run.unseen-new"]], () => Lines("run") + Lines("run.unseen-new") >= 5,
            ["train", "--data", _data, "--out", _folder["run"], .. _short, .. flags], prepare);
        Assert.Equal(ExitCode.Interrupted, stopped.ExitCode);
    }

    private void WriteEarlierResults()
    {
        Directory.CreateDirectory(_folder["run"]);
        _folder.Write("run/options.json", "earlier");
    }

    private bool IsInLastSeed(string run) =>
        FileInUse.Read(_folder[$"{run}/metrics.jsonl"]).Contains("\"seed\":1,", StringComparison.Ordinal);

    private int Lines(string run) => FileInUse.CountLines(_folder[$"{run}/metrics.jsonl"]);

    private static JsonObject Json(string run) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(run, "metrics.json")))!.AsObject();

    /// <summary>Asserts that two runs have the same model file, confusion matrix, history and metrics, apart from
    /// durations and the peak memory.</summary>
    private static void AssertSame(string expected, string actual)
    {
        Assert.Equal(Untimed(expected), Untimed(actual));
        Assert.Equal(File.ReadAllBytes(Path.Combine(expected, UnseenModel.FileName)),
            File.ReadAllBytes(Path.Combine(actual, UnseenModel.FileName)));
        Assert.Equal(File.ReadAllText(Path.Combine(expected, "confusion.csv")),
            File.ReadAllText(Path.Combine(actual, "confusion.csv")));
        IEnumerable<string> History(string run) =>
            File.ReadLines(Path.Combine(run, "history.csv")).Select(line => line[..line.LastIndexOf(',')]);
        Assert.Equal(History(expected), History(actual));
    }

    private static string Untimed(string run)
    {
        var metrics = Json(run);
        foreach (var measured in (string[])["seconds", "loadSeconds", "peakMemoryBytes"])
            Assert.True(metrics.Remove(measured));
        foreach (var seed in metrics["perSeed"]!.AsArray())
            Assert.True(seed!.AsObject().Remove("seconds"));
        return metrics.ToJsonString();
    }
}
