using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Unseen.Adaptation;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Images.Backbones;
using Unseen.Images.Tests;
using Unseen.Inference;
using Unseen.Runs;
using Unseen.Runs.Photographs;
using Unseen.Runs.Records;
using Unseen.Runs.Reports;
using Unseen.Training;

namespace Unseen.Cli.Tests.Reports;

/// <summary>Tests that a run of the transductive protocol reports only on the half of the test images that it did not
/// learn from.</summary>
public sealed class TransductiveReportTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    private const int Scored = 29; // 11 of 21 test images of seen classes, and 18 of 36 of unseen classes

    [Fact]
    public async Task Train_TransductiveProtocol_MeasuresReliabilityOnTheScoredHalf()
    {
        using var folder = new TemporaryFolder();

        await CommandRun.Run(["train", "--data", trained.Data, "--out", folder["run"], "--sigma", "10", "--protocol",
            "transductive", .. TrainedRun.Quick]);

        var metrics = JsonNode.Parse(File.ReadAllText(folder["run/metrics.json"]))!;
        Assert.Equal(Scored, (int)metrics["perSeed"]![0]!["pool"]!["scored"]!);
        Assert.Equal(Scored, CsvTable.Read<ReliabilityRow>(folder["run/reliability.csv"])
            .Where(row => row.Predicted == "all").Sum(row => row.Images));
        Assert.Equal(Scored, ClassRow.Read(folder["run"]).Sum(row => row.TestImages));
        Assert.Contains($"on {Scored} test images.", File.ReadAllText(folder["run/report.html"]),
            StringComparison.Ordinal);
        var evaluated = await CommandRun.Run("evaluate", folder["run"], "--json");
        Assert.Contains("Only the other half is scored.\n", evaluated.Error, StringComparison.Ordinal);
        var now = JsonNode.Parse(evaluated.Output)!;
        Assert.Equal((double)metrics["U"]!, (double)now["U"]!, 1e-3);
        Assert.Equal((double)metrics["S"]!, (double)now["S"]!, 1e-3);
        Assert.Equal(
            (double)metrics["calibrationError"]!["all"]!, (double)now["calibrationError"]!["all"]!, 1e-3);
    }

    [Fact]
    public void AddConfusions_TransductiveProtocol_CountsOnlyTheScoredHalf()
    {
        var right = TinyDataset.Create();
        var wrong = right with { Labels = [.. right.Labels.Select(label => (label + 1) % TinyDataset.Classes)] };
        var html = Confusions(wrong);

        var counts = Regex.Matches(html, @"(\d+) of (\d+) photographs").Select(match => (
            Wrong: int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
            All: int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))).ToArray();
        Assert.NotEmpty(counts);
        Assert.All(counts, pair => Assert.InRange(pair.Wrong, 1, pair.All));
    }

    [Fact]
    public void AddConfusions_WithoutMistakes_AddsNothing()
    {
        var model = UnseenModel.Load(trained.Run);
        var dataset = TinyDataset.Create();
        Assert.Equal("", Confusions(dataset with
        {
            Labels = [.. Enumerable.Range(0, dataset.Labels.Length)
                .Select(row => model.Predict(dataset.Features.Row(row)).ClassIndex)],
        }));
    }

    /// <summary>Creates the section on confusions for a run with one seed, which learnt from half of the test images.
    /// The text is empty if no section is added.</summary>
    private string Confusions(GzslDataset dataset)
    {
        using var folder = new TemporaryFolder();
        using var backbone = Backbone.Load(TinyBackbone.Write(folder["tiny.onnx"]));
        dataset = dataset with { ImageFiles = [.. dataset.Labels.Select(_ => folder["absent.jpg"])] };
        var seed = new SeedResult
        {
            Seed = 0,
            Seconds = 1,
            History = [],
            Chosen = new ChosenSettings { ClassifierEpoch = 1 },
            Pool = new TransductivePool(57 - Scored, 18, Scored),
            Test = null!,
        };
        var scored = seed.ScoredOn(dataset).Split;
        int[] rows = [.. scored.TestSeen, .. scored.TestUnseen];
        Assert.Equal(Scored, rows.Length);
        var result = new RunResult
        {
            Options = new RunOptions(),
            Interrupted = false,
            ModelOrNull = null,
            Seeds = [seed with { Test = Test([.. rows.Select(row => dataset.Labels[row])]) }],
        };
        var project = new PhotoProject("birds", "images", "classes.csv", [], null, null, null);
        using var photos = new PhotoData(project, dataset, new ImageFeatures([backbone]), []);
        var report = new HtmlReport("", "");

        return new PhotoSections(photos, result, rehearsal: null)
            .AddConfusions(report, UnseenModel.Load(trained.Run)) ? report.ToString() : "";
    }

    private static GzslResult Test(int[] labels) => new()
    {
        U = 0,
        S = 0,
        T1 = 0,
        Ausuc = 0,
        PerClassAccuracy = new double[TinyDataset.Classes],
        TestCounts = [.. Enumerable.Range(0, TinyDataset.Classes).Select(label => labels.Count(one => one == label))],
        Confusion = [],
    };
}
