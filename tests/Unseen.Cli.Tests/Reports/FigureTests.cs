using System.Globalization;
using System.Xml.Linq;
using SkiaSharp;
using Unseen.Runs.Reports.Figures;

namespace Unseen.Cli.Tests.Reports;

public class FigureTests
{
    private static readonly FigureSeries _line = new(
        "wgan + ZLA", [new(1, 28.5, 1), new(3, double.NaN), new(10, 73, 0.5, "n = 10"), new(0, 50), new(1000, 60)]);

    public static TheoryData<string> Names => ["line", "log", "bars", "scatter", "heat map", "empty"];

    [Theory]
    [MemberData(nameof(Names))]
    public void ToSvg_EveryKind_IsWellFormedAndHasItsTitle(string name)
    {
        var svg = XElement.Parse(Create(name).ToSvg("f1"));
        Assert.Equal("svg", svg.Name.LocalName);
        Assert.NotNull(svg.Attribute("viewBox"));
        var texts = Texts(svg);
        Assert.Contains("Title σ < τ & co", texts);
        Assert.Contains("accuracy, %", texts);
    }

    [Fact]
    public void ToSvg_SeriesAndLabels_AreWritten()
    {
        var texts = Texts(XElement.Parse(Create("log").ToSvg("f1")));
        foreach (var expected in new[] { "wgan + ZLA", "n = 10", "chosen on validation", "1", "10", "100", "1,000" })
            Assert.Contains(expected, texts);
        Assert.Contains("hard-leaved pocket orchid", Texts(XElement.Parse(Create("bars").ToSvg("f1"))));
    }

    [Fact]
    public void ToSvg_TicksBelowAHundredThousandth_AreNotZero() => Assert.Contains("1e-7", Texts(XElement.Parse(
        (new LineFigure("t", "x", "y", [new("", [new(1e-7, 1), new(1e-5, 2)])]) { IsLogarithmic = true }).ToSvg("f"))));

    [Fact]
    public void ToSvg_AlternativeText_NamesTitleAndAxes()
    {
        static string? Text(Figure figure) => XElement.Parse(figure.ToSvg("f")).Attribute("aria-label")?.Value;

        Assert.Equal("t: y against x", Text(new LineFigure("t", "x", "y", [])));
        Assert.Equal("t: x", Text(new BarFigure("t", "x", [], [])));
        Assert.Equal("t", Text(new ParallelFigure("t", [new ParallelAxis("a", [0, 1], [])])));
    }

    [Fact]
    public void ToSvg_TwoFiguresOnOnePage_ShareNoIds()
    {
        var (first, second) = (XElement.Parse(Create("log").ToSvg("f1")), XElement.Parse(Create("log").ToSvg("f2")));
        var ids = Ids(first).ToArray();
        Assert.NotEmpty(ids);
        Assert.Empty(ids.Intersect(Ids(second)));
        foreach (var reference in first.Descendants().Attributes("clip-path").Select(attribute => attribute.Value))
            Assert.Contains(reference["url(#".Length..^1], ids);
    }

    [Fact]
    public void ToSvg_Texts_UseSystemFonts() =>
        Assert.All(
            XElement.Parse(Create("line").ToSvg("f1")).Descendants().Where(element => element.Name.LocalName == "text"),
            text => Assert.Equal("system-ui, sans-serif", text.Attribute("font-family")?.Value));

    [Fact]
    public void ToSvg_MeansOfCategories_AreNotJoinedByALine()
    {
        (double, double)[] means = [(0, 1), (1, 3)];
        var figure = new EffectFigure("t", "x", "y", means, [(0, "a"), (1, "b")]);
        static int Strokes(Figure figure) => figure.ToSvg("f").Split("stroke=\"#D55E00\"").Length - 1;

        Assert.Equal(0, Strokes(figure with { Separate = means }));
        Assert.NotEqual(0, Strokes(figure with { Joined = means }));
        Assert.Contains("mean", Texts(XElement.Parse((figure with { Separate = means }).ToSvg("f"))));
    }

    [Fact]
    public void ToSvg_OfAMatrix_HasManyPixelsForEachCell()
    {
        var image = XElement.Parse(Create("heat map").ToSvg("f")).Descendants()
            .First(element => element.Name.LocalName == "image");
        var data = image.Attributes().Single(attribute => attribute.Name.LocalName == "href").Value;

        using var pixels = SKBitmap.Decode(Convert.FromBase64String(data.Split("base64,")[1]));

        // The matrix is [1, 0.2; missing, 0.9]. Every cell has a single colour, which is white for the missing value.
        var (width, height) = (pixels.Width / 2, pixels.Height / 2);
        SKColor[] Cell(int row, int column) => [.. Enumerable.Range(0, width * height).Select(i =>
            pixels.GetPixel((column * width) + (i % width), (row * height) + (i / width))).Distinct()];
        Assert.InRange(width, 256, 4096);
        Assert.Equal(SKColors.White, Assert.Single(Cell(1, 0)));
        SKColor[] colours = [Assert.Single(Cell(0, 0)), Assert.Single(Cell(0, 1)), Assert.Single(Cell(1, 1))];
        Assert.Equal(colours, colours.Distinct());
    }

    private static Figure Create(string name)
    {
        const string title = "Title σ < τ & co", y = "accuracy, %";
        return name switch
        {
            "line" => new LineFigure(title, "n", y, [_line]),
            "log" => new LineFigure(title, "n", y, [_line])
            {
                IsLogarithmic = true,
                Marks = [(94, "chosen on validation")]
            },
            "bars" => new BarFigure(title, y, ["centre", "hard-leaved pocket orchid"],
                [new("as published", [new(0, 3), new(1, double.NaN)])]),
            "scatter" => new ScatterFigure(title, "first", y, [(_line, 0, false), (_line with { Name = "" }, 0, true)]),
            "heat map" => new HeatMapFigure(title, "real", y,
                new[,] { { 1, 0.2 }, { double.NaN, 0.9 } })
            { Rows = ["a", "b"], Columns = ["a", "b"] },
            _ => new LineFigure(title, "n", y, [new("nothing", [])]) { IsLogarithmic = true },
        };
    }

    [Fact]
    public void ToSvg_HeatMapWithoutRowNames_CountsTheRowsFromTheTop()
    {
        var figure = new HeatMapFigure("30 classes", "predicted", "true", new double[30, 30]);

        // Both axes have these labels. The left axis has the smaller x.
        var ticks = XElement.Parse(figure.ToSvg("f")).Descendants().Where(element => element.Name.LocalName == "text")
            .ToLookup(element => element.Value.Trim(), element => element.Attribute("transform")!.Value
                .Split('(', ' ', ')')[1..3].Select(number => double.Parse(number, CultureInfo.InvariantCulture)));
        double GetHeight(string label) => ticks[label].MinBy(position => position.First())!.Last();

        Assert.True(GetHeight("2") < GetHeight("28"));
    }

    private static string[] Texts(XElement svg) =>
        [.. svg.Descendants().Where(element => element.Name.LocalName == "text")
            .Select(element => element.Value.Trim())];

    private static IEnumerable<string> Ids(XElement svg) =>
        svg.Descendants().Attributes("id").Select(attribute => attribute.Value);
}
