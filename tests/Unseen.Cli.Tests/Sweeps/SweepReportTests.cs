using System.Globalization;
using System.Net;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class SweepReportTests
{
    [Fact]
    public void Write_DatasetsOfOneName_AreNotAveraged()
    {
        var page = Page("{}", DoneRun.Create(0, "", 4.7, "/a/digits"), DoneRun.Create(1, "", 7.9, "/b/digits"));

        Assert.Contains(">a/digits</h2>", page);
        Assert.Contains(">b/digits</h2>", page);
        Assert.DoesNotMatch("[0-9] ±", page);
    }

    [Fact]
    public void Write_OptionThatFollowsFromAVariedOption_IsNotAnAxis()
    {
        const string one = """ "classifier": "softmax", "classifierLearningRate": 0.001 """,
            two = """ "classifier": "ridge", "classifierLearningRate": 1 """;

        var page = Page("""{"vary": {"classifier": ["softmax", "ridge"]}}""", DoneRun.Create(0, one, 4),
            DoneRun.Create(1, two, 5));
        var withoutSpec = Page("{}", DoneRun.Create(0, one, 4), DoneRun.Create(1, two, 5));

        Assert.Contains("digits: classifier", page);
        Assert.DoesNotContain("classifierLearningRate", page);
        Assert.Contains("digits: classifierLearningRate", withoutSpec);
    }

    [Fact]
    public void Write_OptionThatChangedBetweenRuns_IsAnAxisAndNotAveraged()
    {
        var page = Page(
            """{"vary": {"pseudo": [1, 2]}}""", DoneRun.Create(0, """ "pseudo": 1, "sigma": 5 """, 4),
                DoneRun.Create(1, """ "pseudo": 1, "sigma": 6 """, 5),
                DoneRun.Create(2, """ "pseudo": 2, "sigma": 6 """, 6));

        Assert.Matches("class=\"number\">pseudo</th><th [^>]*class=\"number\">sigma</th>", page);
        Assert.DoesNotMatch("[0-9] ±", page);
    }

    [Fact]
    public void Write_BestCombination_IsAHighlightedRow()
    {
        var page = Page("""{"vary": {"adjust": ["none", "zla"]}}""", DoneRun.Create(0, """ "adjust": "none" """, 4),
            DoneRun.Create(1, """ "adjust": "zla" """, 5));

        Assert.Matches(
            "<tr [^>]*class=\"best\"><td [^>]*>zla</td><td [^>]*class=\"number\"[^>]*><strong>5.0</strong></td>", page);
        Assert.Equal(2, page.Split("class=\"best\"").Length);
        Assert.Contains("digits: of 2 combinations, adjust zla is the best on validation classes, with H 5.0", page);
        Assert.Contains($"unseen train --config {Path.Combine("runs/1", "options.json")} --seed 1</code>", page);
    }

    [Fact]
    public void Write_DrawnRange_HasALineThroughGroupsOfNeighbours_AndSaysThatTheAxisIsLogarithmic()
    {
        var page = Page(
            """{"vary": {"learningRate": {"from": 1e-3, "to": 1e-2, "scale": "log"}, "adjust": ["none", "zla"]}}""",
            [.. Enumerable.Range(0, 24).Select(i =>
                DoneRun.Create(i, string.Create(CultureInfo.InvariantCulture,
                $""" "learningRate": {0.001 + (i * 0.0003)}, "adjust": "{(i % 2 == 0 ? "none" : "zla")}" """),
                40 + (i % 5)))]);

        Assert.Contains(
            "a circle is a combination; the line goes through means of 6 groups of neighbours, each of about 4 "
            + "combinations.", page);
        Assert.Contains("Numbers are to scale, logarithmic for learningRate; words at equal distances.", page);
        Assert.Contains("learningRate (logarithmic)", page);
        Assert.Contains(
            "H on validation classes by adjust, whatever the other options: a circle is a combination, a square the "
            + "mean of all with the same value.", page);
    }

    [Fact]
    public void Write_RunsOnPhotographs_ShowsThePredictCommand()
    {
        using var project = new TemporaryFolder();
        Directory.CreateDirectory(project["images"]);
        File.WriteAllText(project["classes.csv"], "class\n");

        var page = Page("{}", DoneRun.Create(0, "", 5, project.FullPath.Replace('\\', '/')));

        Assert.Contains("unseen predict runs/0 photo.jpg</code>", page);
    }

    [Fact]
    public void Write_ManyCombinations_DrawsTheBestAndStaysSmall()
    {
        const int many = 20_000;

        var page = Page(
            """{"vary": {"sigma": {"from": 0, "to": 1}, "pseudo": {"from": 0, "to": 100}}}""",
            [.. Enumerable.Range(0, many).Select(i =>
                DoneRun.Create(i, string.Create(CultureInfo.InvariantCulture,
                $""" "sigma": {i / (double)many}, "pseudo": {i % 97} """), i * 0.001))]);

        Assert.InRange(page.Length, 10_000, 2_000_000);
        Assert.Contains("The best 300 of 20000 are drawn.", page);
        Assert.Contains("a circle is a combination (one in 20 is drawn);", page);
        Assert.Contains("19970 more are in the store of runs", page);
    }

    [Fact]
    public void Write_ManyFailedRuns_ShowsThirtyAndCountsTheRest()
    {
        var page = Page("{}", [.. Enumerable.Range(0, 50)
            .Select(i => DoneRun.Create(i, $""" "pseudo": {i} """, 0)
            with { State = RunState.SetAside, Metrics = null, Log = "it broke" })]);

        Assert.Equal(31, page.Split("it broke").Length);
        Assert.Contains("20 more are in the store of runs (unseen runs --state set-aside).", page);
    }

    private static string Page(string spec, params StoredRun[] runs)
    {
        using var folder = new TemporaryFolder();
        SweepReport.Write(folder["page.html"], new StoredSweep(
            "made", spec, folder.FullPath, DateTimeOffset.UnixEpoch), RunRow.All(runs));
        return WebUtility.HtmlDecode(File.ReadAllText(folder["page.html"]));
    }
}
