using System.Net;
using Unseen.Data;
using Unseen.Descriptions;
using Unseen.Evaluation;
using Unseen.Images.Backbones;
using Unseen.Images.Tests;
using Unseen.Methods.NoAdjustment;
using Unseen.Runs;
using Unseen.Runs.Photographs;
using Unseen.Runs.Records;
using Unseen.Runs.Training;
using Unseen.Training;

namespace Unseen.Cli.Tests.Reports;

public sealed class ReportPageTests
{
    private static readonly DataSource _source = new("tiny.csv", null, null);

    private static readonly RunCircumstances _circumstances = new("runs/tiny", "unseen train", TimeSpan.FromSeconds(9),
        1, MachineDescription.Current(new RunOptions()));

    [Fact]
    public void ComparisonPage_WithoutUnseenTestImages_NamesNoBestConfiguration()
    {
        var html = Compare(_source, Result(double.NaN), Result(double.NaN));

        Assert.Contains("No configuration has an H, so none is the best.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("difference", html, StringComparison.Ordinal);
        Assert.DoesNotContain("highest H", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, "The difference is larger than the spread")]
    [InlineData(59.99, "The difference is no larger than the spread")]
    public void ComparisonPage_TwoConfigurations_ComparesTheirDifferenceWithTheSpread(double u, string expected) =>
        Assert.Contains(expected, Compare(_source, Result(60), Result(u)), StringComparison.Ordinal);

    [Fact]
    public void ComparisonPage_DataWithReadingOptions_ShowsTheOptionsInTheCommand()
    {
        var source = _source with
        {
            Reading = new ReadingOptions { CountedFrom = 1, Delimiter = ';', DecimalMark = ',' },
        };

        Assert.Contains(
            $"unseen train --data tiny.csv --counted-from 1 --delimiter {Words.Quoted(";")} --decimal , ",
            WebUtility.HtmlDecode(Compare(source, Result(60), Result(10))), StringComparison.Ordinal);
    }

    [Fact]
    public void TrainingReport_PhotographsAndAClassifierWithoutAModel_HasTheTableOfConfusions()
    {
        using var folder = new TemporaryFolder();
        using var backbone = Backbone.Load(TinyBackbone.Write(folder["tiny.onnx"]));
        var dataset = TinyDataset.Create();
        var project = new PhotoProject("birds", "images", "classes.csv", [], null, null, null);
        using var photos = new PhotoData(project, dataset, new ImageFeatures([backbone]), []);

        var html = new TrainingReport(dataset, Result(60), DescriptionDoctor.Examine(
                dataset, cancellation: TestContext.Current.CancellationToken), _circumstances,
            new PhotoSections(photos, Result(60), rehearsal: null)).ToHtml();

        Assert.Contains("class c", html, StringComparison.Ordinal);
        Assert.Contains("4 of 12", html, StringComparison.Ordinal);
        Assert.DoesNotContain("unseen predict", html, StringComparison.Ordinal);
        Assert.DoesNotContain("What to do next", html, StringComparison.Ordinal);
    }

    private static string Compare(DataSource source, params RunResult[] results) => new ComparisonPage(
        TinyDataset.Create(), source,
        [results[0], results[1] with { Options = results[1].Options with { Adjustment = new NoAdjustmentOptions() } }],
        diverged: [], asked: 2, _circumstances).ToHtml();

    private static RunResult Result(double u) => new()
    {
        Options = new RunOptions { Seeds = [0, 1] },
        Interrupted = false,
        ModelOrNull = null,
        Seeds = [.. Enumerable.Range(0, 2).Select(seed => new SeedResult
        {
            Seed = seed,
            Seconds = 20,
            History = [],
            Chosen = new ChosenSettings { ClassifierEpoch = 60 },
            Test = new GzslResult
            {
                U = u,
                S = 80 + seed,
                T1 = u,
                Ausuc = 0.6,
                PerClassAccuracy = [.. Enumerable.Repeat(u, TinyDataset.Classes)],
                TestCounts = [.. Enumerable.Repeat(6, TinyDataset.Classes)],
                Confusion = [.. Enumerable.Range(0, TinyDataset.Classes).Select(truth => Enumerable
                    .Range(0, TinyDataset.Classes).Select(other => other == truth ? 4 : other == 1 ? 2 : 0).ToArray())],
            },
        })],
    };
}
