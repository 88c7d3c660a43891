using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Tests.Sweeps;

/// <summary>A sweep on the tiny dataset: without adjustment and with ZLA, with two seeds each. Several tests share
/// it.</summary>
public sealed class SweptGrid : IAsyncLifetime
{
    internal TemporaryFolder Folder { get; } = new();

    internal string Data { get; private set; } = "";

    internal string Store => Folder["runs.db"];

    internal CommandRun Outcome { get; private set; } = new(-1, "", "");

    public async ValueTask InitializeAsync()
    {
        Data = TinyDataset.Save(Folder);
        var spec = Folder.Write("tiny.json", $$"""
            {
                "datasets": ["{{Data.Replace(@"\", @"\\", StringComparison.Ordinal)}}"],
                "options": {"classifierEpochs": 3, "classifierHidden": 16, "classifierBatch": 32, "sigma": 10},
                "vary": {"adjust": ["none", "zla"]}, "seeds": 2
            }
            """);
        Outcome = await CommandRun.Until(CancellationToken.None,
            ["sweep", spec, "--out", Folder["sweep"], "--store", Store, "--no-cache"]);
    }

    internal IReadOnlyList<RunRow> Rows() => [.. RunStore.Open(Store).Runs().Select(RunRow.Create)];

    public ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
