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
        report.Table([hostile], [[hostile], [$"**{hostile}**"]]);
        Assert.DoesNotContain("<script", report.ToString());
        Assert.Equal(12, report.ToString().Split("&lt;script&gt;").Length - 1);
    }

    [Fact]
    public void ToString_Sections_AreLinkedFromAbove()
    {
        var report = new HtmlReport("t", "s");
        foreach (var name in new[] { "Plots", "Numbers", "Facts" })
            report.Section(name);
        Assert.Contains("<a href=\"#s2\">Numbers</a>", report.ToString());
        Assert.Contains("<h2 id=\"s2\">Numbers</h2>", report.ToString());
    }

    [Fact]
    public void Table_Cells_NumbersStandRightAndTheBestIsSetOff()
    {
        var report = new HtmlReport("t", "s");
        report.Table(["method", "H"], [["wgan", "68.7 ± 2.0"], ["centre", "**75.3**"]]);
        Assert.Contains("<td>wgan</td><td class=\"number\">68.7 &#177; 2.0</td>", report.ToString());
        Assert.Contains("<td class=\"number\"><strong>75.3</strong></td>", report.ToString());
        Assert.Contains("<th>method</th><th class=\"number\">H</th>", report.ToString());
    }

    [Fact]
    public void ToString_DarkScreen_HasDarkFigures_AndPaperWhiteOnes() =>
        Assert.Matches(
            @"@media screen and \(prefers-color-scheme: dark\) \{\s*figure svg, figure svg image \{ filter: invert\(",
            new HtmlReport("t", "s").ToString());

    [Fact]
    public void Table_ColumnOfWordsAndNumbers_StandsLeftAsItsHeading()
    {
        var report = new HtmlReport("t", "s");
        report.Table(["sigma"], [["auto"], ["10"]], best: 1);
        Assert.Contains(
            "<th>sigma</th></tr></thead>\n<tbody>\n<tr><td>auto</td></tr>\n<tr class=\"best\"><td>10</td></tr>",
            report.ToString());
    }
}
