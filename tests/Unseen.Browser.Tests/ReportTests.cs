using Microsoft.Playwright;
using Unseen.Data;
using Unseen.Descriptions;
using Unseen.Evaluation;
using Unseen.Methods.NoAdjustment;
using Unseen.Runs.Records;
using Unseen.Runs.Reports;
using Unseen.Runs.Reports.Figures;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;
using Unseen.Runs.Training;
using Unseen.Training;

namespace Unseen.Browser.Tests;

/// <summary>The reports in a real browser. If UNSEEN_REPORTS names a folder, the reports in it are checked too. If
/// UNSEEN_SCREENSHOTS is also set, a screenshot of each of these reports is saved for the documentation.</summary>
public sealed class ReportTests(Chromium chromium)
{
    private const int PaperWidth = 680; // A4 without its margins, at 96 pixels per inch
    private const int DocumentWidth = 960, DocumentHeight = 1300;
    private const int Classes = 12, Seen = 8, Images = 6;

    private static readonly RunCircumstances _circumstances = new(
        "runs/birds", "unseen train --data birds --generator centre --classifier linear --adjust zla --seeds 3",
        TimeSpan.FromSeconds(75), 3, new MachineDescription { Cpu = "a processor", Threads = 2 });

    public static TheoryData<string> Kinds => ["train", "compare", "sweep", "figures"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Report_WideAndNarrow_CutsOffNoTextAndIsAccessible(string kind) =>
        await RequireTidyAsync(kind, Create(kind));

    [Fact]
    public async Task Reports_InAGivenFolder_CutNothingAndAreAccessible()
    {
        var folder = Environment.GetEnvironmentVariable("UNSEEN_REPORTS");
        Assert.SkipWhen(folder is null, "UNSEEN_REPORTS names no folder of reports");
        chromium.RequireInstalled();
        var files = Directory.GetFiles(folder!, "*.html");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var (name, html) = (Path.GetFileNameWithoutExtension(file),
                await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            await RequireTidyAsync(name, html);
            var page = await chromium.NewPageAsync(DocumentWidth, ColorScheme.Light);
            await page.SetContentAsync(html);
            await Chromium.ShotAsync(page, name, DocumentHeight); // the size of the images in docs/images
            await page.CloseAsync();
        }
    }

    private async Task RequireTidyAsync(string name, string html)
    {
        chromium.RequireInstalled();
        foreach (var (width, scheme) in new[] { (1280, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            var page = await chromium.NewPageAsync(width, scheme);
            await page.SetContentAsync(html);
            await Chromium.ShotAsync(page, $"report-{name}-{width}-{scheme}");
            await Chromium.RequireTidyAsync(page, width);
            Assert.Empty(await page.EvaluateAsync<string[]>(
                "[...document.querySelectorAll('main *')].filter((one) => one.closest('thead, svg, .axis') === null "
                + "&& one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML"
                + ".slice(0, 200))"));
            await page.CloseAsync();
        }

        // When it is printed, the report is one column as wide as the paper, on a white background.
        var paper = await chromium.NewPageAsync(PaperWidth, ColorScheme.Dark);
        await paper.SetContentAsync(html);
        await paper.EmulateMediaAsync(new() { Media = Media.Print });
        await Chromium.ShotAsync(paper, $"report-{name}-print");
        Assert.InRange(await paper.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, PaperWidth);
        Assert.Empty(await paper.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('main > *')].filter((one, i, all) => i > 0 && one.offsetHeight > 0 && "
            + "one.getBoundingClientRect().top < all[i - 1].getBoundingClientRect().bottom - 1)"
            + ".map((one) => one.outerHTML.slice(0, 200))"));
        Assert.Equal("rgb(255, 255, 255)", await paper.EvaluateAsync<string>(
            "getComputedStyle(document.body).backgroundColor"));
        await paper.CloseAsync();
    }

    private static string Create(string kind) => kind switch
    {
        "train" => new TrainingReport(Birds(), Result(1), DescriptionDoctor.Examine(Birds()), _circumstances,
            photographs: null).ToHtml(),
        "compare" => new ComparisonPage(Birds(), new DataSource("birds", null, null),
            [Result(1), Result(0.5) with { Options = new RunOptions { Adjustment = new NoAdjustmentOptions() } }],
            diverged: [], asked: 2, _circumstances).ToHtml(),
        "sweep" => Sweep(),
        _ => Figures(),
    };

    private static GzslDataset Birds()
    {
        var random = new Random(1);
        FeatureMatrix Matrix(int rows, int columns) =>
            new([.. Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextDouble())], rows, columns);
        int[] rows = [.. Enumerable.Range(0, Classes * Images)];
        return new GzslDataset
        {
            Name = "birds",
            Features = Matrix(rows.Length, 7),
            Labels = [.. rows.Select(row => row / Images)],
            ClassNames = [.. Enumerable.Range(0, Classes).Select(label => $"bird {label} with a long name")],
            Descriptors = Matrix(Classes, 5),
            Split = new GzslSplit
            {
                TrainVal = [.. rows.Where(row => row / Images < Seen && row % 3 != 0)],
                TestSeen = [.. rows.Where(row => row / Images < Seen && row % 3 == 0)],
                TestUnseen = [.. rows.Where(row => row / Images >= Seen)],
            },
        };
    }

    private static RunResult Result(double goodness) => new()
    {
        Options = new RunOptions { Seeds = [0, 1, 2] },
        Interrupted = false,
        ModelOrNull = null,
        Seeds = [.. Enumerable.Range(0, 3).Select(seed => new SeedResult
        {
            Seed = seed,
            Seconds = 20,
            History = [],
            Chosen = new ChosenSettings { ClassifierEpoch = 60 },
            Test = new GzslResult
            {
                U = 60 * goodness, S = 80 + seed, T1 = 70, Ausuc = 0.6,
                PerClassAccuracy = [.. Enumerable.Range(0, Classes).Select(label => label == 2 ? double.NaN
                    : goodness * label * 8)],
                TestCounts = [.. Enumerable.Range(0, Classes).Select(label => label == 2 ? 0 : 6)],
                Confusion = [.. Enumerable.Range(0, Classes).Select(truth => Enumerable.Range(0, Classes)
                    .Select(other => other == truth ? 4 : other == 1 ? 2 : 0).ToArray())],
            },
        })],
    };

    private static string Sweep()
    {
        var path = Path.GetTempFileName();
        StoredRun[] runs = [.. Enumerable.Range(0, 12).Select(i => new StoredRun
        {
            Id = $"{i}", Sweep = "birds", Number = i, Dataset = "birds", Folder = $"runs/birds/{i}", Failures = 0,
            Starts = 1, State = i == 11 ? RunState.SetAside : RunState.Done, Log = i == 11 ? "it broke" : null,
            Started = DateTimeOffset.UnixEpoch, Finished = DateTimeOffset.UnixEpoch.AddMinutes(5 + i),
            Config = FormattableString.Invariant(
                $$"""{"data": "/data/birds", "pseudo": {{(i % 4) + 1}}, "sigma": {{10 << (i % 3)}}, "seeds": [0]}"""),
            Metrics = i == 11 ? null : FormattableString.Invariant(
                $$"""{"U": 40, "S": 80, "H": {{50 + i}}, "seconds": 9, "chosen": [{"validationH": {{45 + i}}}]}"""),
        })];
        try
        {
            SweepReport.Write(path, new StoredSweep("birds",
                """{"vary": {"pseudo": [1, 2, 3, 4], "sigma": [10, 20, 40]}}""", "runs/birds",
                DateTimeOffset.UnixEpoch), RunRow.All(runs));
            return File.ReadAllText(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Creates a page with several kinds of figures, and a table as wide as in the reports of
    /// reproductions.</summary>
    private static string Figures()
    {
        FigureSeries[] series =
        [
            new("centre + ZLA", [new(1, 20, 1), new(10, 50, 2), new(100, 70, 1)]),
            new("wgan, plain softmax", [new(1, 21, 1), new(10, 52, 2), new(100, 68, 1)]),
        ];
        var report = new HtmlReport("Figures", "Every kind of figure");
        report.Lead("A page for tests.");
        report.Steps(("Look at it:", "unseen reproduce all --data data/birds --quick"));
        report.Section("Figures");
        report.Add(new LineFigure("Lines", "pseudo-features per class, n", "H, %", series) { IsLogarithmic = true },
            "Lines.");
        report.Add(new BarFigure("Bars", "H, %", ["linear softmax", "prototype learner"], [.. series.Select(one =>
            one with { Points = [new(0, 30, 2), new(1, 60, 1)] })]), "Bars.");
        report.Add(new HeatMapFigure("Matrix", "predicted", "true", new double[,] { { 1, 0 }, { 0.3, 0.7 } })
        { Rows = ["blue jay", "crow"], Columns = ["blue jay", "crow"], ValueLabel = "share" }, "A matrix.");
        report.Add(new ScatterFigure("Points", "first", "second", [(series[0], 0, false), (series[1], 1, true)]),
            "Points.");
        report.Section("Numbers");
        report.Table(["method", "variant", "U", "S", "H", "T1", "AUSUC", "chosen", "published U / S / H"],
            [["centre", "ZLA, prototype learner", "60.1 ± 0.2", "70.2 ± 1.0", "**64.3 ± 0.5**", "70.0 ± 0.2",
                "0.600 ± 0.010", "σ 100", "60.0 / 70.0 / 64.6"]]);
        return report.ToString();
    }
}
