using Unseen.Runs;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Execution;

namespace Unseen.Cli.Tests.Sweeps;

/// <summary>Sweeps with stubs of Slurm's programs.</summary>
[Trait("Category", "Slow")]
public sealed class StubSlurmTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StubSlurmTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The programs are for sh.");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1, 2, 3, 4", 3, new[] { 4, 2, 2 }, "sbatch: error: QOSMaxSubmitJobPerUserLimit\nsbatch: error: Batch "
        + "job submission failed: Job violates accounting/QOS policy")]
    [InlineData("1, 2", 1, new[] { 2, 1, 1 },
        "sbatch: error: Batch job submission failed: Resource temporarily unavailable")]
    public async Task Sweep_FewerTasksAllowedThanRuns_SubmitsSmallerArrays(
        string pseudo, int maxTasks, int[] asked, string refusal)
    {
        var slurm = new StubSlurm(_folder, maxTasks, refusal);
        var sweep = await Run(slurm, pseudo, "--executor", "slurm");

        Assert.Equal((ExitCode.Done, ""), (sweep.ExitCode, sweep.Error));
        Assert.Equal(asked, slurm.Asked);
        Assert.All(Runs(), run => Assert.Equal((RunState.Done, 0, 1), (run.State, run.Failures, run.Starts)));
    }

    [Fact]
    public async Task Sweep_NoTaskAllowed_EndsWithSlurmsMessage()
    {
        var slurm = new StubSlurm(_folder, maxTasks: 0, refusal: "sbatch: error: no");
        var sweep = await Run(slurm, "1, 2, 3", "--executor", "slurm");

        Assert.Equal((ExitCode.BadInput, "unseen sweep: Slurm refused the job: no.\n"),
            (sweep.ExitCode, sweep.Error));
        Assert.Equal([3, 1], slurm.Asked);
        Assert.All(Runs(), run => Assert.Equal((RunState.Pending, 0), (run.State, run.Starts)));
    }

    [Fact]
    public async Task Sweep_LocalWithRunsLeftOnSlurm_GathersFinishedRunsAndNamesTheJob()
    {
        var slurm = new StubSlurm(_folder, isIdle: true);
        using (var first = Begin(slurm, "1, 2", "--executor", "slurm"))
        {
            await first.WaitUntil(() => File.Exists(Store) && Runs() is { Count: 2 } runs
                && runs.All(run => SlurmOwner.Parse(run.Owner)?.Task is not null));
            await first.Kill();
        }

        // Trains the first run, as its Slurm task would do.
        await CommandRun.Run("train", "--config", $"{Runs()[0].Folder}.json", "--out", Runs()[0].Folder, "--quiet");
        var here = await Run(slurm, "1, 2");
        Assert.Equal(
            (ExitCode.BadInput,
                "unseen sweep: s has runs that belong to Slurm's job 1. Add --executor slurm to continue there; or stop "
                + "them (scancel 1), and add --retry to continue here.\n"),
            (here.ExitCode, here.Error));
        Assert.Equal([RunState.Done, RunState.Running], Runs().Select(run => run.State));

        Assert.Equal(ExitCode.Done, (await Run(slurm, "1, 2", "--retry")).ExitCode);
        Assert.All(Runs(), run => Assert.Equal((RunState.Done, 0), (run.State, run.Failures)));
    }

    private string Store => _folder["runs.db"];

    private IReadOnlyList<StoredRun> Runs() => RunStore.Open(Store).Runs();

    private async Task<CommandRun> Run(StubSlurm slurm, string pseudo, params string[] flags)
    {
        using var process = Begin(slurm, pseudo, flags);
        return await process.End();
    }

    private UnseenProcess Begin(StubSlurm slurm, string pseudo, params string[] flags)
    {
        var spec = _folder.Write(
            "s.json", $$$"""{"datasets": ["{{{TinyDataset.Save(_folder)}}}"], "options": {"classifierEpochs": 3, "classifierHidden": 16, "classifierBatch": 32, "sigma": 10}, "vary": {"pseudo": [{{{pseudo}}}]}}""");
        return UnseenProcess.StartWith(
            slurm.Environment, _folder.FullPath, ["sweep", spec, "--store", Store, "--out", _folder["runs"], .. flags]);
    }
}
