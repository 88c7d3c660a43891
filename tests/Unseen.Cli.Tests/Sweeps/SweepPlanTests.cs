using Unseen.Methods;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps;
using Unseen.Runs.Sweeps.Execution;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class SweepPlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SweepPlanTests()
    {
        var data = TinyDataset.Save(_folder);
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            Directory.CreateDirectory(_folder[name]);
            File.Copy(data, PathIn(name));
        }
    }

    [Fact]
    public void Match_DatasetsOfOneName_KeepTheirOwnRuns()
    {
        var (spec, plan) = Plan("a", "b");

        var again = plan.Match(spec, "runs", Stored(plan));

        Assert.Equal(plan.Runs.Select(run => run.Run), again.Runs.Select(run => run.Run));
    }

    [Fact]
    public void Match_OneMoreDatasetOfTheSameName_GetsANewRun()
    {
        var (spec, plan) = Plan("b", "a");
        var stored = Stored(Plan("a").Plan);

        var matched = plan.Match(spec, "runs", stored);

        Assert.Equal([plan.Runs[0].Run.Id, stored[0].Id], matched.Runs.Select(run => run.Run.Id));
    }

    [Fact]
    public void Match_DatasetThatWasMoved_KeepsItsRun()
    {
        var (spec, plan) = Plan("c", "b");
        var stored = Stored(Plan("a", "b").Plan);

        var matched = plan.Match(spec, "runs", stored);

        Assert.Equal(stored.Select(run => run.Id), matched.Runs.Select(run => run.Run.Id));
        Assert.Equal(stored.Select(run => run.Folder), matched.Runs.Select(run => run.Run.Folder));
    }

    [Fact]
    public void Match_TwoMovedDatasetsOfTheSameName_GetNewRuns()
    {
        var (spec, plan) = Plan("c", "d");

        var matched = plan.Match(spec, "runs", Stored(Plan("a", "b").Plan));

        Assert.Equal(plan.Runs.Select(run => run.Run), matched.Runs.Select(run => run.Run));
    }

    [Fact]
    public void Match_OtherDescriptorsOfTheSameData_IsAnotherRun()
    {
        var (spec, plan) = Plan("a");
        var stored = Stored(plan).Select(run => run with
        {
            Id = "other",
            Config = run.Config.Replace("{", "{\"semantics\":\"sentences\",", StringComparison.Ordinal),
        });

        var matched = plan.Match(spec, "runs", [.. stored]);

        Assert.Equal(plan.Runs[0].Run, matched.Runs[0].Run);
    }

    [Fact]
    public void Match_IdsOfOtherRunsInTwoSweeps_GetDifferentIds()
    {
        var (spec, plan) = Plan("a");
        var ids = ((string[])["first", "second"]).Select(name =>
        {
            var known = Stored(plan).Select(run => run with { Dataset = "another" });
            return plan.Match(spec with { Name = name }, "runs", [.. known]).Runs[0].Run.Id;
        });

        Assert.Equal(3, ids.Append(plan.Runs[0].Run.Id).Distinct().Count());
    }

    [Fact]
    public void Run_ZeroJobs_Throws()
    {
        var (spec, plan) = Plan("a");
        var request = new SweepRequest(spec, plan, _folder["runs"], RunStore.Open(_folder["runs.db"]), ["unseen"]);

        Assert.Throws<ArgumentOutOfRangeException>(() => SweepRun.Run(request with { Jobs = 0 }));
    }

    private string PathIn(string name) => _folder[$"{name}/tiny.npz"];

    private (SweepSpec Spec, SweepPlan Plan) Plan(params string[] names)
    {
        var datasets = string.Join(", ", names.Select(name => $"\"{PathIn(name).Replace('\\', '/')}\""));
        var spec = SweepSpecReader.Read(
            _folder.Write("spec.json", $$"""{"datasets": [{{datasets}}]}"""), MethodCatalog.BuiltIn, plugin: null);
        return (spec, SweepPlan.Create(spec, "runs", cache: null, _ => { }));
    }

    private static StoredRun[] Stored(SweepPlan plan) => [.. plan.Runs.Select(planned => new StoredRun
    {
        Id = planned.Run.Id,
        Sweep = "spec",
        Number = planned.Run.Number,
        Dataset = planned.Run.Dataset,
        Config = planned.Run.Config,
        Folder = planned.Run.Folder,
        State = RunState.Done,
        Failures = 0,
        Starts = 1,
    })];

    public void Dispose() => _folder.Dispose();
}
