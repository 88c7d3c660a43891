using System.Diagnostics;
using System.Text.Json.Nodes;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;
using Unseen.TestSupport;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class SweepTests : IDisposable
{
    private const int Interrupt = 2, Terminate = 15;

    private const string Long =
        """ "options": {"classifierEpochs": 400, "classifierHidden": 512, "classifierBatch": 2, "sigma": 10} """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public SweepTests() => _data = TinyDataset.Save(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sweep_Repeated_TrainsOnlyNewRuns()
    {
        await Sweep(Spec(""" "vary": {"pseudo": [1]} """));
        var before = Rows();

        var again = await Sweep(Spec(""" "vary": {"pseudo": [1]} """));
        var more = await Sweep(Spec(""" "vary": {"pseudo": [2, 1]} """));

        Assert.Equal([ExitCode.Done, ExitCode.Done], [again.ExitCode, more.ExitCode]);
        Assert.Contains("2 of 2 done", more.Output);
        var after = Rows();
        Assert.Equal(["2", "1"], after.Select(row => row.Options["pseudo"]));
        Assert.All(after, row => Assert.Equal(1, row.Run.Starts));
        Assert.All(before, row => Assert.Contains(
            after, other => other.Run == row.Run with { Number = other.Run.Number }));
    }

    [Fact]
    public async Task Sweep_InAFolderThatWasMoved_TrainsNothingAgain()
    {
        await Sweep(Spec(""" "vary": {"pseudo": [1]} """));
        using var other = new TemporaryFolder();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools(); // closes the store, so that all its data is in runs.db
        foreach (var name in (string[])["sweep", "tiny.npz", "runs.db"])
            Directory.Move(_folder[name], other[name]);
        File.WriteAllText(other["tiny.json"],
            File.ReadAllText(_folder["tiny.json"]).Replace(_data, other["tiny.npz"], StringComparison.Ordinal));

        var again = await CommandRun.Run(
            "sweep", other["tiny.json"], "--out", other["sweep"], "--store", other["runs.db"], "--no-cache");

        Assert.Equal("", again.Error);
        Assert.Contains("1 of 1 done", again.Output);
        Assert.All(RunStore.Open(other["runs.db"]).Runs("tiny"), run => Assert.Equal(1, run.Starts));
    }

    [Fact]
    public async Task Sweep_FolderOfARun_IsRefused()
    {
        Directory.CreateDirectory(_folder["sweep"]);
        File.WriteAllText(_folder["sweep/options.json"], "{}");
        File.WriteAllText(_folder["sweep/report.html"], "the report of the run");

        var run = await Sweep(Spec(""" "vary": {"pseudo": [1]} """));

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Equal($"unseen sweep: {_folder["sweep"]} is the folder of a run, whose report would be replaced. Choose "
            + "another folder with --out. See unseen sweep --help.\n", run.Error);
        Assert.Equal("the report of the run", File.ReadAllText(_folder["sweep/report.html"]));
    }

    [Fact]
    public async Task Sweep_NameOfASweepInAnotherFolder_IsRefused()
    {
        await Sweep(Spec(""" "vary": {"pseudo": [1]} """));

        var other = await CommandRun.Run(
            "sweep", Spec(""" "vary": {"pseudo": [2]} """), "--out", _folder["other"], "--store", _folder["runs.db"]);

        Assert.Equal(ExitCode.BadUsage, other.ExitCode);
        Assert.Equal(
            $"unseen sweep: {_folder["runs.db"]} already has a sweep tiny, in {_folder["sweep"]}. Choose another name "
                + $"in SPEC, or continue the existing sweep with --out {_folder["sweep"]}. See unseen sweep --help.\n",
            other.Error);
        Assert.Equal("1", Assert.Single(Rows()).Options["pseudo"]);
    }

    [Fact]
    public async Task Sweep_RunsNoLongerInTheSpec_AreReported()
    {
        var spec = Spec(""" "vary": {"pseudo": [1]} """);
        var planned = new NewRun("abc", 0, "tiny", "{}", "there");
        RunStore.Open(_folder["runs.db"]).Put("tiny", "{}", _folder["sweep"], [planned]);

        var run = await Sweep(spec);

        Assert.Contains(
            "1 run that was not started is no longer in the sweep, since the sweep's file does not include it\n",
            run.Output);
    }

    [Fact]
    public async Task Sweep_Random_IsRepeatableAndAPrefixOfALargerDraw()
    {
        async Task<string[]> Drawn(int count, int seed)
        {
            var listed = await CommandRun.Run("sweep",
                Spec($$$""" "search": {"random": {{{count}}}, "seed": {{{seed}}}}, "vary": {"pseudo": {"from": 1, "to": 500}, "temperature": {"from": 0.01, "to": 1, "scale": "log"}} """), "--dry-run");
            return [.. listed.Output.Split('\n').Skip(1).Where(line => line.Length > 0)
                .Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries)[1])];
        }

        var five = await Drawn(5, 1);

        Assert.Equal(5, five.Distinct().Count());
        Assert.Equal(five, await Drawn(5, 1));
        Assert.Equal(five, (await Drawn(8, 1))[..5]);
        Assert.NotEqual(five, await Drawn(5, 2));
    }

    [Fact]
    public async Task Sweep_RandomWithAnOptionOftenWithoutEffect_DrawsAsManyDifferentRunsAsRequested()
    {
        // Sigma has an effect only with zla, so all draws with adjust none are the same run.
        var run = await CommandRun.Run(
            "sweep", Spec(
            """ "options": {"classifierEpochs": 3}, "search": {"random": 20}, "vary": {"adjust": ["none", "zla"], "sigma": {"from": 1, "to": 100}} """), "--dry-run");

        Assert.Equal("", run.Error);
        Assert.StartsWith("tiny: 20 runs, ", run.Output);
    }

    [Fact]
    public async Task Sweep_MoreRandomRunsThanCombinations_WarnsWithTheNumberFound()
    {
        var run = await CommandRun.Run(
            "sweep", Spec(""" "search": {"random": 20}, "vary": {"pseudo": [1, 2, 3]} """), "--dry-run");

        Assert.Equal("warning: tiny: 20 different combinations were requested, but only 3 were found.\n", run.Error);
        Assert.StartsWith("tiny: 3 runs, ", run.Output);
    }

    [Theory]
    [InlineData(""" "search": {"random": 2000000000}, "vary": {"pseudo": {"from": 1, "to": 500}} """, "2000000000")]
    [InlineData(""" "seeds": 1000, "search": {"random": 101}, "vary": {"pseudo": {"from": 1, "to": 500}} """, "101000")]
    [InlineData(""" "seeds": 1000, "vary": {"pseudo": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "classifierEpochs": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]}, "options": {} """, "110000")]
    public async Task Sweep_TooManyRuns_IsRefusedBeforeTheyAreDrawn(string parts, string count)
    {
        var run = await CommandRun.Run("sweep", Spec(parts), "--dry-run");

        Assert.Equal(
            (ExitCode.BadUsage,
            $"unseen sweep: tiny would have {count} runs, but the limit is 100000. Vary fewer options, or use "
                + "\"search\": {\"random\": N}. See unseen sweep --help.\n"),
            (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Sweep_OptionWithoutEffect_IsReportedAndEqualRunsAreMerged()
    {
        var run = await CommandRun.Run("sweep", Spec(""" "vary": {"gradientPenalty": [1, 2]} """), "--dry-run");

        Assert.StartsWith("warning: tiny: gradientPenalty has no effect in any run.", run.Error);
        Assert.StartsWith("tiny: 1 run, ", run.Output);
    }

    [Fact]
    public async Task Sweep_InvalidValue_IsRefusedBeforeAnyRunStarts()
    {
        var run = await Sweep(Spec(""" "vary": {"pseudo": [1, -3]} """));

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.StartsWith("unseen sweep: tiny: pseudo must be at least 1, but was -3.", run.Error);
        Assert.False(File.Exists(_folder["runs.db"]));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Sweep_RunThatFailsTwice_IsSetAsideWithItsLog_AndRetryTriesItAgain()
    {
        var spec = Spec(""" "vary": {"pseudo": [1, 2]} """);
        var folder = FolderOfLastRun(await CommandRun.Run(
            "sweep", spec, "--out", _folder["sweep"], "--store", _folder["runs.db"], "--dry-run"));
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        File.WriteAllText(folder, "in the way");

        var first = await Sweep(spec);
        var again = await Sweep(spec);
        File.Delete(folder);
        var retried = await Sweep(spec, "--retry");

        Assert.Equal([ExitCode.BadInput, ExitCode.BadInput, ExitCode.Done],
            [first.ExitCode, again.ExitCode, retried.ExitCode]);
        Assert.Contains("set aside, failed twice: ", first.Output);
        Assert.Contains("1 of 2 done, 1 set aside", again.Output);
        Assert.Contains("--out must be a folder", File.ReadAllText($"{folder}.log"));
        Assert.Contains("2 of 2 done", retried.Output);
    }

    [Fact]
    public async Task Sweep_ValueRemoved_IsNeitherTrainedNorCounted()
    {
        var spec = Spec(""" "vary": {"pseudo": [1, 2]} """);
        var folder = FolderOfLastRun(await CommandRun.Run(
            "sweep", spec, "--out", _folder["sweep"], "--store", _folder["runs.db"], "--dry-run"));
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        File.WriteAllText(folder, "in the way");
        await Sweep(spec);

        var without = await Sweep(Spec(""" "vary": {"pseudo": [1]} """));
        File.Delete(folder);
        var retried = await Sweep(Spec(""" "vary": {"pseudo": [1]} """), "--retry");

        Assert.Equal([ExitCode.Done, ExitCode.Done], [without.ExitCode, retried.ExitCode]);
        Assert.Contains("1 of 1 done", without.Output);
        Assert.DoesNotContain("set aside", File.ReadAllText(_folder["sweep/report.html"])
            .Replace("0 set aside", "", StringComparison.Ordinal));
        Assert.Contains(Rows(), row => row.Run is { State: RunState.SetAside, IsWanted: false });
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Sweep_Terminated_SavesItsRunsAndResumesThem()
    {
        var spec = Spec(""" "vary": {"pseudo": [1, 2, 3]}, """ + Long);
        using (var sweep = Start(spec))
        {
            await sweep.WaitUntil(() => RunsUnderWay() > 0);
            var stopped = await sweep.End(Terminate);
            Assert.Equal(ExitCode.Interrupted, stopped.ExitCode);
            Assert.Contains("Interrupted. Run the same command again to continue.", stopped.Output);
        }

        Assert.All(Rows(), row => Assert.NotEqual(RunState.Running, row.Run.State));
        Assert.Contains(Rows(), row => row.Run.State == RunState.Pending
            && Directory.Exists(Path.Combine(row.Run.Folder, "checkpoints")));
        using var again = Start(spec);
        Assert.Equal(ExitCode.Done, (await again.End()).ExitCode);
        Assert.All(Rows(), row => Assert.Equal((RunState.Done, 0), (row.Run.State, row.Run.Failures)));
        Assert.Contains(Rows(), row => row.Run.Starts == 2);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Sweep_InterruptedAtATerminal_SavesAllItsRuns()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs setsid");
        // These runs do not end by themselves, so that two of them are in progress at the same time.
        var endless = Long.Replace("400", "40000", StringComparison.Ordinal);
        using var sweep = Start(Spec(""" "vary": {"pseudo": [1, 2, 3]}, """ + endless), "--jobs", "2");
        await sweep.WaitUntil(() => RunsUnderWay() == 2);

        sweep.SignalGroup(Interrupt);
        var stopped = await sweep.End();

        Assert.Equal(ExitCode.Interrupted, stopped.ExitCode);
        Assert.Equal(2, SavedRuns());
        Assert.All(Rows(), row => Assert.Equal((RunState.Pending, 0), (row.Run.State, row.Run.Failures)));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Sweep_KilledDuringARun_TheRunSavesItselfAndEnds()
    {
        var spec = Spec(""" "vary": {"pseudo": [1]}, """ + Long);
        using (var sweep = Start(spec))
        {
            await sweep.WaitUntil(() => RunsUnderWay() == 1);
            await sweep.Kill();
        }

        await Waiting.UntilAsync(
            "the run has saved itself", () => RunLock.IsFree(Assert.Single(Rows()).Run.Folder));
        Assert.False(RunRecord.IsComplete(Rows()[0].Run.Folder));
        using var again = Start(spec);
        Assert.Equal(ExitCode.Done, (await again.End()).ExitCode);
        Assert.True(File.Exists(Path.Combine(Rows()[0].Run.Folder, "model.safetensors")));
        Assert.Equal((0, 2), (Rows()[0].Run.Failures, Rows()[0].Run.Starts));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Sweep_RunInterruptedAlone_ContinuesAndCountsNoFailure()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "finds the run's process in /proc");
        using var sweep = Start(Spec(""" "vary": {"pseudo": [1]}, """ + Long));
        long Written() => Metrics().Sum(file => file.Length);
        var written = 0L;
        for (var time = 1; time <= RunStore.MaxFailures; time++)
        {
            await sweep.WaitUntil(() => Written() > written + 1000);
            written = Written();
            using var kill = Process.Start("kill", ["-TERM", GetChild(sweep.Id)]);
            await sweep.WaitUntil(() => SavedRuns() == time);
        }

        Assert.Equal(ExitCode.Done, (await sweep.End()).ExitCode);
        Assert.Equal((RunState.Done, 0, 1 + RunStore.MaxFailures),
            (Rows()[0].Run.State, Rows()[0].Run.Failures, Rows()[0].Run.Starts));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Sweep_FolderOfARunInUse_WaitsAndCountsNoFailure()
    {
        var spec = Spec(""" "vary": {"pseudo": [1]} """);
        var folder = FolderOfLastRun(await CommandRun.Run(
            "sweep", spec, "--out", _folder["sweep"], "--store", _folder["runs.db"], "--dry-run"));
        Directory.CreateDirectory(folder);
        Task<CommandRun> sweep;
        using (RunLock.Take(folder, TimeProvider.System))
        {
            sweep = Task.Run(() => Sweep(spec), TestContext.Current.CancellationToken);
            await Waiting.UntilAsync("the sweep has tried the folder several times",
                () => sweep.IsCompleted || CountInLog(folder, "is in use by process") > RunStore.MaxFailures);
        }

        Assert.Equal(ExitCode.Done, (await sweep).ExitCode);
        Assert.Equal((RunState.Done, 0, 1), (Rows()[0].Run.State, Rows()[0].Run.Failures, Rows()[0].Run.Starts));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Sweep_Killed_ContinuesWithoutLosingOrRepeatingARun()
    {
        var spec = Spec(""" "vary": {"pseudo": [1, 2, 3, 4]} """);
        for (var kill = 0; kill < 3; kill++)
        {
            using var sweep = Start(spec);
            var done = kill;
            await sweep.WaitUntil(() => File.Exists(_folder["runs.db"]) && Directory.Exists(_folder["sweep"])
                && Directory.EnumerateFiles(_folder["sweep"], "metrics.json", SearchOption.AllDirectories)
                .Count() > done);
            await sweep.Kill();
        }

        using var last = Start(spec);
        Assert.Equal(ExitCode.Done, (await last.End()).ExitCode);

        Assert.Equal(4, Rows().Count);
        Assert.All(Rows(), row => Assert.Equal(RunState.Done, row.Run.State));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Sweep_TwoProcessesOnOneStore_StartEachRunOnce()
    {
        var spec = Spec(""" "vary": {"pseudo": [1, 2, 3, 4, 5, 6]} """);
        using var one = Start(spec, "--jobs", "1");
        using var two = Start(spec, "--jobs", "1");

        Assert.Equal(ExitCode.Done, (await one.End()).ExitCode);
        Assert.Equal(ExitCode.Done, (await two.End()).ExitCode);

        Assert.All(Rows(), row => Assert.Equal((RunState.Done, 1), (row.Run.State, row.Run.Starts)));
    }

    [Fact]
    public async Task RunsAdd_FinishedRun_IsListedOnce()
    {
        await CommandRun.Run(["train", "--data", _data, "--out", _folder["run"], "--sigma", "10", .. TrainedRun.Quick]);
        string[] store = ["--store", _folder["runs.db"]];

        await CommandRun.Run(["runs", "add", _folder["run"], .. store]);
        var added = await CommandRun.Run(["runs", "add", _folder["run"], .. store]);
        var nothing = await CommandRun.Run(["runs", "add", _folder.FullPath, .. store]);

        Assert.Equal($"1 run in {_folder["runs.db"]}\n", added.Output);
        Assert.Equal(
            (double)JsonNode.Parse(File.ReadAllText(_folder["run/metrics.json"]))!["T1"]!,
            Assert.Single(Rows()).Number("T1"));
        Assert.Equal(ExitCode.BadInput, nothing.ExitCode);
    }

    [Theory]
    [InlineData("runs",
        "unseen runs: there is no store of runs at {0}. Create one with unseen sweep, or name another with --store.")]
    [InlineData("runs --store {1}",
        "unseen runs: {1}: the run store cannot be opened: it is not an SQLite file. Name another with --store.")]
    public async Task Runs_StoreMissingOrInvalid_NamesTheStore(string command, string message)
    {
        var text = _folder["text.db"];
        File.WriteAllText(text, new string('x', 5000));
        string[] args = [.. command.Split(' ').Select(part => part.Replace("{1}", text, StringComparison.Ordinal))];

        var run = await CommandRun.Run(args is ["runs"] ? [.. args, "--store", _folder["absent.db"]] : args);

        Assert.Equal((ExitCode.BadInput, string.Format(
            System.Globalization.CultureInfo.InvariantCulture, message, _folder["absent.db"], text) + "\n"),
            (run.ExitCode, run.Error));
    }

    private int RunsUnderWay() => Metrics().Count(file => file.Length > 1000);

    private IEnumerable<FileInfo> Metrics() =>
        Directory.Exists(_folder["sweep"])
            ? new DirectoryInfo(_folder["sweep"]).EnumerateFiles("metrics.jsonl", SearchOption.AllDirectories) : [];

    /// <summary>Counts how often the logs of all runs say that a run saved itself.</summary>
    private int SavedRuns() => Rows().Sum(row => CountInLog(row.Run.Folder, "Continue with unseen train --resume"));

    private static int CountInLog(string folder, string text) =>
        FileInUse.Read($"{folder}.log").Split(text).Length - 1;

    private static string GetChild(int process) => Assert.Single(
        Directory.EnumerateDirectories($"/proc/{process}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    private Task<CommandRun> Sweep(string spec, params string[] more) =>
        CommandRun.Run(["sweep", .. Arguments(spec), .. more]);

    private UnseenProcess Start(string spec, params string[] more) =>
        UnseenProcess.Start(_folder.FullPath, ["sweep", .. Arguments(spec), .. more]);

    private string[] Arguments(string spec) =>
        [spec, "--out", _folder["sweep"], "--store", _folder["runs.db"], "--no-cache"];

    private IReadOnlyList<RunRow> Rows() => [.. RunStore.Open(_folder["runs.db"]).Runs().Select(RunRow.Create)];

    private string Spec(string parts)
    {
        var options = parts.Contains("\"options\"", StringComparison.Ordinal) ? ""
            : """ "options": {"classifierEpochs": 3, "classifierHidden": 16, "classifierBatch": 32, "sigma": 10}, """;
        File.WriteAllText(_folder["tiny.json"],
            $$"""{"datasets": ["{{_data.Replace(@"\", @"\\", StringComparison.Ordinal)}}"], {{options}} {{parts}}}""");
        return _folder["tiny.json"];
    }

    private string FolderOfLastRun(CommandRun listed)
    {
        var id = listed.Output.TrimEnd('\n').Split('\n')[^1].Split("  ", StringSplitOptions.RemoveEmptyEntries)[1];
        return Path.Combine(_folder["sweep"], $"tiny-{id}");
    }
}
