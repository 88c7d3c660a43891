using Unseen.Runs.Records;
using Unseen.Runs.Reports;

namespace Unseen.Cli.Tests.Reports;

public class HtmlReportTests
{
    [Fact]
    public void ToString_HostileTexts_AreEscapedEverywhere()
    {
        const string hostile = "<script>alert('x')</script>";
        var report = new HtmlReport(hostile, hostile);
        report.Section(hostile);
        report.Paragraph(hostile);
        report.Note(hostile);
        report.Command(hostile);
        report.Facts((hostile, hostile));
        report.Lead(hostile);
        report.Steps((hostile, hostile));
        report.BarKey(hostile, hostile);
        report.Bars(hostile, [hostile], [new BarRow(hostile, 50, [hostile])]);
        report.Table([hostile], [[hostile], [$"**{hostile}**"]]);
        Assert.DoesNotContain("<script", report.ToString());
        Assert.Equal(24, report.ToString().Split("&lt;script&gt;").Length - 1);
    }

    [Fact]
    public void ToString_Sections_AreLinkedAtTheTop()
    {
        var report = new HtmlReport("t", "s");
        foreach (var name in new[] { "Plots", "Numbers", "Facts" })
            report.Section(name);
        Assert.Contains("<a href=\"#s2\">Numbers</a>", report.ToString());
        Assert.Contains("<h2 id=\"s2\">Numbers</h2>", report.ToString());
    }

    [Fact]
    public void Table_NumericColumn_HasTheNumberClassAndAStrongBestValue()
    {
        var report = new HtmlReport("t", "s");
        report.Table(["method", "H"], [["wgan", "68.7 ± 2.0"], ["centre", "**75.3**"]]);
        Assert.Contains("data-heading=\"method\">wgan</td>", report.ToString());
        Assert.Contains("class=\"number\" data-heading=\"H\">68.7 &#177; 2.0</td>", report.ToString());
        Assert.Contains("class=\"number\" data-heading=\"H\"><strong>75.3</strong></td>", report.ToString());
        Assert.Contains("scope=\"col\">method</th>", report.ToString());
        Assert.Contains("scope=\"col\" class=\"number\">H</th>", report.ToString());
    }

    [Fact]
    public void ToString_DarkColorScheme_InvertsFiguresOnTheScreenOnly() =>
        Assert.Matches(
            @"@media screen and \(prefers-color-scheme: dark\) \{\s*figure svg, figure svg image \{ filter: invert\(",
            new HtmlReport("t", "s").ToString());

    [Fact]
    public void Table_ColumnOfWordsAndNumbers_IsNotNumeric()
    {
        var report = new HtmlReport("t", "s");
        report.Table(["sigma"], [["auto"], ["10"]], best: 1);
        Assert.Contains("scope=\"col\">sigma</th></tr>", report.ToString());
        Assert.Contains("<tr role=\"row\" class=\"best\"><td role=\"cell\" data-heading=\"sigma\">10</td></tr>",
            report.ToString());
    }

    [Theory]
    [InlineData(53.04, "width:53%")]
    [InlineData(120, "width:100%")]
    [InlineData(double.NaN, "<div class=\"bar\"></div>")]
    public void Bars_Length_IsPerCentOfTheAxis(double value, string expected)
    {
        var report = new HtmlReport("t", "s");
        report.Bars("class", ["accuracy"], [new BarRow("pansy", value, ["x"])]);
        Assert.Contains(expected, report.ToString());
    }

    [Fact]
    public void Bars_Interval_LiesFromItsLowToItsHighEnd()
    {
        var report = new HtmlReport("t", "s");
        report.Bars("class", [], [new BarRow("pansy", 50, []) { Interval = new AccuracyInterval(9.5, 90.5) }]);
        Assert.Contains("left:9.5%;width:81%", report.ToString());
    }
}
