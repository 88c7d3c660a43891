using System.Text.Json.Nodes;
using Unseen.Cli.Tests.Shards;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Slurm;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Execution;
using Unseen.Runs.Sweeps.Results;
using Unseen.TestSupport;

namespace Unseen.Cli.Tests.Sweeps;

/// <summary>Sweeps and sharded predictions on a real Slurm.</summary>
[Trait("Category", "Slow")]
public sealed class SlurmTests(SlurmHost slurm) : IClassFixture<SlurmHost>, IDisposable
{
    private const int SigInt = 2;
    // The epochs of each of the four generators that a run trains. A run takes about ten seconds on a free core.
    private const int Epochs = 300;

    private static readonly string _quick =
        """{"generator": "none", "sigma": 10, "classifierEpochs": 3, "classifierHidden": 16, "classifierBatch": 32}""";

    private readonly TemporaryFolder _folder = new();

    private string Store => _folder["runs.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sweep_OnTheCluster_EqualsALocalSweep()
    {
        var spec = Spec(seeds: 2, _quick.Replace("\"classifierHidden\": 16, ", "", StringComparison.Ordinal),
            """{"classifierHidden": [8, 16]}""");
        var outcome = await Sweep(spec, "--partition", "test", "--time", "7", "--memory", "300M", "--account", "zoo",
            "--at-once", "3");
        var here = await CommandRun.Run(
            "sweep", spec, "--store", _folder["here.db"], "--out", _folder["here"], "--jobs", "2", "--quiet");

        Assert.Equal((ExitCode.Done, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal((ExitCode.Done, ""), (here.ExitCode, here.Error));
        Assert.Contains("Runs      4 of 4 done", outcome.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^job [0-9]+: 4 runs submitted$", outcome.Output);
        AssertSameResults(RunStore.Open(_folder["here.db"]).Runs(), AssertDone(failures: 0, starts: 1));
        var job = await slurm.Ask("scontrol", "show", "job", "-o",
            GetJob(AssertDone(failures: 0, starts: 1)[3]).ToString());
        foreach (var passed in (string[])["Partition=test", "TimeLimit=00:07:00", "MinMemoryNode=300M", "Account=zoo",
            "ArrayTaskThrottle=3", "NumCPUs=1", "Requeue=1", "JobName=unseen-spec"])
            Assert.Contains($" {passed} ", job, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder["runs/slurm"], "*.log"));
    }

    [Theory]
    [InlineData("crash-node")]
    [InlineData("kill-node")]
    public async Task Sweep_NodeLost_ContinuesOnAnotherNode(string loss)
    {
        using var sweep = Begin(Spec(seeds: 3, Long));
        await sweep.WaitUntil(() => Lines() >= 30);
        await slurm.Node(loss, "n1");
        var outcome = await sweep.End();
        await slurm.Node("start-node", "n1");

        Assert.Equal((ExitCode.Done, ""), (outcome.ExitCode, outcome.Error));
        foreach (var run in AssertDone(failures: 0))
            AssertEveryEpochOnce(run);
    }

    [Fact]
    public async Task Sweep_OutOfTime_ContinuesInAnotherJob()
    {
        using var sweep = Begin(Spec(seeds: 1, Long), "--time", "1");
        await sweep.WaitUntil(() => Lines() >= 30);
        // Because of the short time limit, Slurm would send this signal itself within half a minute. The test does not
        // wait for that.
        await slurm.Ask("scancel", "--batch", "--signal=TERM", GetJob(RunStore.Open(Store).Runs()[0]).ToString());
        var outcome = await sweep.End();

        Assert.Equal((ExitCode.Done, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("FAILED, exit code 130; another job continues ", outcome.Output, StringComparison.Ordinal);
        var run = Assert.Single(AssertDone(failures: null));
        Assert.True(run.Starts > 1);
        AssertEveryEpochOnce(run);
    }

    [Fact]
    public async Task Job_PastItsTimeLimit_IsRecognisedAsTimedOut()
    {
        var array = new SlurmArray("stuck", _folder["slurm"])
        {
            Threads = 1,
            Options = new SlurmOptions(["--time=1"], null),
            Items = ["one"],
            Work = "trap '' TERM; while true; do sleep 1; done"
        };
        array.Write();
        var task = new SlurmTaskId(SlurmText.Submitted(
            await slurm.Ask("sbatch", [.. array.Arguments.SkipLast(1), "--chdir", array.Folder,
            Path.Combine(array.Folder, $"{array.Tag}.sh")]))!.Value, 0);

        SlurmEnd? end = null;
        await Waiting.UntilAsync("the job is over", async () =>
        {
            end = SlurmText.Job(await slurm.Ask("scontrol", "show", "job", "-o", $"{task}"));
            return end is not null && SlurmEnd.IsOver(end.State);
        }, milliseconds: 1000);

        Assert.Equal("TIMEOUT", end!.State);
        Assert.True(end.IsTimedOut);
        var completions = slurm.Environment.Single(variable => variable.Name == "CLUSTER_JOBCOMP").Value;
        Assert.Equal("TIMEOUT", SlurmText.Completed(File.ReadLines(completions), task)?.State);
    }

    [Fact]
    public async Task Sweep_RunThatCannotStart_IsSetAsideWithItsLog()
    {
        var spec = Spec(seeds: 2, _quick);
        var bad = (await CommandRun.Run("sweep", spec, "--dry-run")).Output.Split('\n')[1]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        Directory.CreateDirectory(_folder[$"runs/tiny-{bad}"]);
        _folder.Write($"runs/tiny-{bad}/notes.txt", "mine");
        var outcome = await Sweep(spec);

        Assert.Equal((ExitCode.BadInput, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("1 of 2 done, 1 set aside", outcome.Output, StringComparison.Ordinal);
        var run = RunStore.Open(Store).Runs().Single(run => run.Id == bad);
        Assert.Equal((RunState.SetAside, 2), (run.State, run.Failures));
        Assert.Matches(@"(?s)unseen train: .*\njob [0-9]+_0: FAILED, exit code [12]$", run.Log);
    }

    [Fact]
    public async Task Sweep_SubmitterEnded_SubmitsNothingTwice()
    {
        var spec = Spec(seeds: 3, Long);
        bool IsSubmitted() => File.Exists(Store) && RunStore.Open(Store)
            .Runs() is { Count: 3 } runs && runs.All(run => SlurmOwner.Parse(run.Owner)?.Task is not null);
        using (var first = Begin(spec))
        {
            await first.WaitUntil(IsSubmitted);
            await first.Kill();
        }

        using var second = Begin(spec);
        await second.WaitUntil(() => Lines() >= 30);
        var interrupted = await second.End(SigInt);
        var last = await Sweep(spec);

        Assert.Equal((ExitCode.Interrupted, ""), (interrupted.ExitCode, interrupted.Error));
        Assert.Matches(
            @"(?m)^Interrupted\. Slurm continues job ([0-9]+)\. Run the same command again to continue, or scancel \1 to stop\.$", interrupted.Output);
        Assert.Equal((ExitCode.Done, ""), (last.ExitCode, last.Error));
        Assert.DoesNotContain("submitted", interrupted.Output + last.Output, StringComparison.Ordinal);
        var runs = AssertDone(failures: 0, starts: 1);
        Assert.Single(runs.Select(run => GetJob(run).Job).Distinct());
    }

    [Fact]
    public async Task Sweep_SubmitterEndedBeforeItKnewTheJobId_FindsTheJob()
    {
        var spec = Spec(seeds: 2, _quick);
        var cluster = SlurmText.Setting(await slurm.Ask("scontrol", "show", "config"), "ClusterName")!;
        var planned = await Sweep(spec, "--dry-run");
        Assert.Equal(ExitCode.Done, planned.ExitCode);
        var store = RunStore.Open(Store);
        store.Put("spec", "{}", _folder["runs"],
            [.. planned.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select((line, i) => Planned(line, i))]);
        List<StoredRun> runs = [];
        while (store.Take("spec", "test", TimeSpan.FromHours(1)) is { } run)
            runs.Add(run);
        var array = new SlurmArray("unseen-spec", _folder["runs/slurm"])
        {
            Threads = 1,
            Options = new SlurmOptions([], null),
            Items = [.. runs.Select(run => run.Folder)],
            Work = "sleep 3"
        };
        array.Write();
        foreach (var (i, run) in runs.Index())
            Assert.True(store.RenewLease(
                run, TimeSpan.FromHours(1), SlurmOwner.CreateForTag(array.Tag, i, cluster).ToString()));
        var job = SlurmText.Submitted(
            await slurm.Ask("sbatch", [.. array.Arguments.SkipLast(1), "--chdir", array.Folder,
            Path.Combine(array.Folder, $"{array.Tag}.sh")]))!.Value;

        using var sweep = Begin(spec);
        await sweep.WaitUntil(() => store.Runs().All(run => SlurmOwner.Parse(run.Owner)?.Task?.Job == job));
        Assert.False(sweep.HasExited);
        var stopped = await sweep.End(SigInt);
        Assert.Contains($"Slurm continues job {job}. ", stopped.Output, StringComparison.Ordinal);
        Assert.All(store.Runs(), run => Assert.Equal(1, run.Starts));
        await slurm.Ask("scancel", $"{job}");
    }

    [Fact]
    public async Task Sweep_UnknownPartition_IsRefusedAndLeavesItsRunsPending()
    {
        var outcome = await Sweep(Spec(seeds: 1, _quick), "--partition", "none");

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains("unseen sweep: Slurm refused the job: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("invalid partition", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(RunState.Pending, Assert.Single(RunStore.Open(Store).Runs()).State);
    }

    [Fact]
    public async Task Predict_OnTheCluster_EqualsALocalPrediction()
    {
        var (model, features) = (_folder["model.safetensors"], _folder["in"]);
        ShardData.Model().Save(model);
        Directory.CreateDirectory(features);
        for (var i = 0; i < 3; i++)
            ShardData.WriteStored(Path.Combine(features, $"part '{i}'.npz"), ShardData.Features(i, 50 + i));
        string[] Args(string folder) =>
            ["predict", model, "--features", features, "--out", _folder[folder], "--shards", "2", "--top", "3",
            "--unseen-only", "--format", "jsonl"];
        using var process = UnseenProcess.StartWith(
            slurm.Environment, _folder.FullPath, [.. Args("there"), "--executor", "slurm", "--memory", "300M"]);
        var outcome = await process.End();
        var here = await CommandRun.Run(Args("here"));

        Assert.Equal((ExitCode.Done, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal((ExitCode.Done, ""), (here.ExitCode, here.Error));
        Assert.Contains("2 of 2 parts done\n", outcome.Output, StringComparison.Ordinal);
        string[] files = [.. Directory.GetFiles(_folder["here"]).Select(path => Path.GetFileName(path))];
        Assert.Equal(6, files.Length);
        Assert.Equal(files.Order(), Directory.GetFiles(_folder["there"]).Select(path => Path.GetFileName(path))
            .Order());
        foreach (var file in files)
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["here"], file)),
                File.ReadAllBytes(Path.Combine(_folder["there"], file)));
    }

    [Fact]
    public async Task Predict_PartThatFailsTwice_IsReported()
    {
        var (model, features) = (_folder["model.safetensors"], _folder["in"]);
        ShardData.Model().Save(model);
        Directory.CreateDirectory(features);
        ShardData.WriteStored(Path.Combine(features, "a.npz"), ShardData.Features(1, 50));
        File.WriteAllText(Path.Combine(features, "b.npz"), "no archive");
        using var process = UnseenProcess.StartWith(
            slurm.Environment, _folder.FullPath, "predict", model, "--features", features, "--out", _folder["out"],
            "--shards", "2", "--executor", "slurm");
        var outcome = await process.End();

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Matches(
            @"^warning: part 2/2 failed, and is tried once more \(job [0-9]+_1: FAILED, exit code 1\): unseen predict: .*b\.npz.*; .*_1\.log\nwarning: part 2/2 failed twice \(job [0-9]+_0: FAILED, exit code 1\): unseen predict: .*_0\.log\n$", outcome.Error);
        Assert.Contains("1 of 2 parts done, 1 failed\n", outcome.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["out/a.parquet"]));
    }

    private static string Long =>
        $$"""{"generator": "wgan", "hidden": 64, "epochs": {{Epochs}}, "batch": 16, "classifyEvery": {{Epochs}}, "sigma": 10, "classifierEpochs": 3, "classifierHidden": 16, "classifierBatch": 32}""";

    private static SlurmTaskId GetJob(StoredRun run) => SlurmOwner.Parse(run.Owner)!.Task!.Value;

    /// <summary>Asserts that a run lost no epoch and repeated none when it was continued.</summary>
    private static void AssertEveryEpochOnce(StoredRun run)
    {
        var lines = File.ReadLines(Path.Combine(run.Folder, "metrics.jsonl")).Select(line => JsonNode.Parse(line)!)
            .Where(line => (string)line["phase"]! == "generator");
        Assert.Equal(Enumerable.Repeat(Enumerable.Range(1, Epochs), 4).SelectMany(epochs => epochs),
            lines.Select(line => (int)line["epoch"]!));
    }

    private static void AssertSameResults(IReadOnlyList<StoredRun> expected, IReadOnlyList<StoredRun> actual)
    {
        Assert.Equal(expected.Select(run => (run.Id, run.Number, run.Dataset, run.Config, run.State)),
            actual.Select(run => (run.Id, run.Number, run.Dataset, run.Config, run.State)));
        foreach (var (one, other) in expected.Zip(actual))
            Assert.Equal(
                RunRow.Create(one).Numbers.Where(number => number.Key != "seconds").OrderBy(number => number.Key),
                RunRow.Create(other).Numbers.Where(number => number.Key != "seconds").OrderBy(number => number.Key));
        Assert.All(expected, run => Assert.True(double.IsFinite(RunRow.Create(run).Number("H"))));
    }

    private NewRun Planned(string line, int number)
    {
        var parts = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new NewRun(parts[1], number, "tiny", parts[2], _folder[$"runs/tiny-{parts[1]}"]);
    }

    private IReadOnlyList<StoredRun> AssertDone(int? failures, int? starts = null)
    {
        var runs = RunStore.Open(Store).Runs();
        Assert.All(runs, run => Assert.Equal((RunState.Done, failures ?? run.Failures, starts ?? run.Starts),
            (run.State, run.Failures, run.Starts)));
        Assert.All(runs, run => Assert.True(RunRecord.IsComplete(run.Folder)));
        return runs;
    }

    private string Spec(int seeds, string options, string vary = "{}")
    {
        var data = TinyDataset.Save(_folder);
        return _folder.Write(
            "spec.json",
            $$"""{"datasets": ["{{data}}"], "seeds": {{seeds}}, "options": {{options}}, "vary": {{vary}}}""");
    }

    private int Lines() => !Directory.Exists(_folder["runs"]) ? 0
        : Directory.GetFiles(_folder["runs"], "metrics.jsonl", SearchOption.AllDirectories)
        .Sum(FileInUse.CountLines);

    private UnseenProcess Begin(string spec, params string[] flags) =>
        UnseenProcess.StartWith(slurm.Environment, _folder.FullPath,
            ["sweep", spec, "--store", Store, "--out", _folder["runs"], "--executor", "slurm", .. flags]);

    private async Task<CommandRun> Sweep(string spec, params string[] flags)
    {
        using var process = Begin(spec, flags);
        return await process.End();
    }
}
