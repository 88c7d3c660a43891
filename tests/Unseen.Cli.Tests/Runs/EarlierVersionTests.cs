using System.IO.Compression;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Inference;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Runs.Store;
using Unseen.Web;

namespace Unseen.Cli.Tests.Runs;

/// <summary>Tests files that version 0.1.0 wrote: a run, a run that was interrupted during its validation, and the
/// store of a sweep. Both runs are of the prototype learner, on a tiny dataset of tables.</summary>
public sealed class EarlierVersionTests : IDisposable
{
    // The folder in which the files were written. Each options.json contains this path.
    private const string Origin = "/tmp/fx";

    private readonly TemporaryFolder _folder = new();

    public EarlierVersionTests()
    {
        ZipFile.ExtractToDirectory(
            Path.Combine(AppContext.BaseDirectory, "fixtures", "earlier-version.zip"), _folder.FullPath);
        foreach (var options in Directory.EnumerateFiles(
            _folder.FullPath, RunDescription.FileName, SearchOption.AllDirectories))
            File.WriteAllText(options, File.ReadAllText(options).Replace(
                Origin, _folder.FullPath.Replace(@"\", "/", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Evaluate_OfARun_HasTheRecordedScores()
    {
        var run = await CommandRun.Run("evaluate", _folder["run"], "--no-cache", "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var recorded = RunRecord.Read(_folder["run"]).Scores!;
        var now = System.Text.Json.Nodes.JsonNode.Parse(run.Output)!;
        Assert.True((bool)now["sameData"]!);
        AssertClearScores(UnseenModel.Load(_folder["run"]), DatasetLoader.Load(_folder["tiny"]));
        Assert.Equal((recorded.U, recorded.S, recorded.H), ((double?)now["U"], (double?)now["S"], (double?)now["H"]));
    }

    [Fact]
    public void Read_OfARun_HasEveryFile()
    {
        var record = RunRecord.Read(_folder["run"]);
        var epochs = EpochRow.Read(_folder["run"]);

        Assert.Equal(("fair", "tiny"), (record.Description!.Protocol, record.Description.Data!.Name));
        Assert.Equal(10, record.Metrics!.Chosen.Single().Options["sigma"].GetDouble());
        Assert.Equal([1, 2, 3], epochs.Where(epoch => epoch.Stage == "final").Select(epoch => epoch.Epoch));
        Assert.Equal(8, ClassRow.Read(_folder["run"]).Count);
        Assert.Equal(22, ConfusionTable.Read(_folder["run"])!.Counts.Sum(row => row.Sum()));
    }

    [Fact]
    public async Task Serve_OfARun_Starts()
    {
        await using var service = await UnseenService.StartAsync(new ServiceOptions
        {
            Models = [new ModelSource("old", _folder["run"])],
            Port = 0,
        }, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Train_ResumeOfAnInterruptedRun_IsRefusedAndLeavesTheRunUnchanged()
    {
        var before = Directory.GetFiles(_folder["part"], "*", SearchOption.AllDirectories)
            .ToDictionary(file => file, File.ReadAllBytes);

        var run = await CommandRun.Run("train", "--resume", _folder["part"], "--no-cache", "--quiet");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("was written by an earlier version of Unseen", run.Error);
        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }

    [Fact]
    public async Task Sweep_WithTheEarlierStore_RetrainsRunsWhoseDefaultsHaveChanged()
    {
        File.WriteAllText(_folder["tiny.json"], File.ReadAllText(_folder["tiny.json"]).Replace(
            "[\"tiny\"]", $"[\"{_folder["tiny"]}\"]", StringComparison.Ordinal));

        var sweep = await CommandRun.Run("sweep", _folder["tiny.json"], "--out", _folder["sweep"],
            "--store", _folder["runs.db"], "--no-cache");

        // By default, the weights are now averaged over epochs. The runs without this average stay in the store.
        Assert.Contains("2 of 2 done", sweep.Output);
        Assert.Equal(4, RunStore.Open(_folder["runs.db"]).Runs("tiny").Count);
    }

    /// <summary>Asserts that the two highest scores of every test image differ by much more than the rounding errors of
    /// any processor, so that every processor predicts the same classes.</summary>
    private static void AssertClearScores(UnseenModel model, GzslDataset dataset)
    {
        var scores = new float[model.ClassNames.Count];
        foreach (var row in dataset.Split.TestSeen.Concat(dataset.Split.TestUnseen))
        {
            model.Score(dataset.Features.Row(row), scores);
            Array.Sort(scores);
            Assert.InRange(scores[^1] - scores[^2], 1e-4 * Math.Abs(scores[^1]), float.MaxValue);
        }
    }
}
