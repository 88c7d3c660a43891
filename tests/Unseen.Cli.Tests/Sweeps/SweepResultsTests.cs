using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Execution;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class SweepResultsTests : IDisposable
{
    private const string Results = """{"H": 41, "interrupted": false}""";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];

    [Fact]
    public void TryGather_DamagedResults_RecordsAFailureWithTheReason()
    {
        var (done, run) = Gather(("run/metrics.json", "{\"H\": "));

        Assert.True(done);
        Assert.Equal((RunState.Pending, 1), (run.State, run.Failures));
        Assert.StartsWith(_folder["run/metrics.json"], run.Log, StringComparison.Ordinal);
        Assert.Contains($"failed, and is tried once more: {run.Log}", Assert.Single(_said), StringComparison.Ordinal);
    }

    [Fact]
    public void TryGather_FinishedInNewFolder_StoresTheNewResults()
    {
        var (done, run) = Gather(("run/metrics.json", """{"H": 12, "interrupted": false}"""),
            ("run.unseen-new/options.json", "{}"), ("run.unseen-new/metrics.json", Results));

        Assert.True(done);
        Assert.Equal((RunState.Done, """{"H":41,"interrupted":false}"""), (run.State, run.Metrics));
    }

    [Theory]
    [InlineData("run/metrics.json", """{"H": 12, "interrupted": true}""")]
    [InlineData("run/options.json", "{}")]
    public void TryGather_UnfinishedRun_LeavesItRunning(string name, string text)
    {
        var (done, run) = Gather((name, text));

        Assert.False(done);
        Assert.Equal(RunState.Running, run.State);
        Assert.Empty(_said);
    }

    private (bool IsDone, StoredRun Run) Gather(params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            _folder.Write(name, text);
        }

        var store = RunStore.Open(_folder["runs.db"]);
        store.Put("s", "{}", _folder.FullPath, [new NewRun("a", 0, "tiny", """{"seeds": [0]}""", _folder["run"])]);
        var taken = store.Take("s", "me", TimeSpan.FromMinutes(2))!;
        var progress = new SweepProgress(_said.Add, 1, 0, [], new Dictionary<string, string>(), quiet: false);
        return (SweepResults.TryGather(store, taken, progress), store.Runs("s")[0]);
    }

    public void Dispose() => _folder.Dispose();
}
