using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Runs.Reports;
using Unseen.Training;

namespace Unseen.Runs.Training;

/// <summary>The report about a comparison: the best configuration and how far it leads, the scores of all
/// configurations, and how to train the best one.</summary>
/// <param name="dataset">the data</param>
/// <param name="source">the location of the data</param>
/// <param name="results">the results, in the order of the request; at least one</param>
/// <param name="diverged">the configurations without a result, because their training diverged</param>
/// <param name="asked">number of requested configurations</param>
/// <param name="circumstances">folder, command and times</param>
internal sealed class ComparisonPage(
    GzslDataset dataset, DataSource source, IReadOnlyList<RunResult> results, IReadOnlyList<DivergedRun> diverged,
    int asked, RunCircumstances circumstances)
{
    /// <summary>The name of the file in the folder.</summary>
    public const string FileName = "report.html";

    private readonly IReadOnlyList<string> _labels = RunLabels.Create([.. results.Select(result => result.Options)]);
    private readonly int[] _order = [.. Enumerable.Range(0, results.Count)
        .OrderByDescending(i => double.IsFinite(results[i].H.Mean) ? results[i].H.Mean : -1)];

    public string ToHtml()
    {
        var report = new HtmlReport($"Comparison on {dataset.Name}",
            $"{results.Count} configurations, {Words.Seeds(results[0].Seeds.Count)} each");
        var best = results[_order[0]];
        report.Lead(Opening());
        report.Lead(PlainScores.Opening(
            best, dataset.UnseenClasses.Length, dataset.SeenClasses.Length, "images", "this configuration"));
        foreach (var run in diverged)
            report.Note($"{run.Name} has no result: {run.Reason}");
        if (results.Count + diverged.Count < asked || results.Any(result => result.Interrupted))
            report.Note($"Interrupted: {results.Count} of {asked} configurations have a result.");
        report.Steps(Steps(best));
        report.Section("Results");
        report.Bars("H of", ["U", "S", "H", "T1", "AUSUC"], _order.Select(i => new BarRow(
            _labels[i], results[i].H.Mean, Words.Cells(results[i]))
        { Interval = Spread(results[i].H) }));
        report.Paragraph(PlainScores.Legend(PlainScores.Meanings.Count) + (best.Seeds.Count > 1
            ? " Mean ± standard deviation over the seeds; the line over a bar spans the same range." : ""));
        report.Section("How it was computed");
        report.Facts(
        [
            ("Protocol", Words.Describe(best.Options.Protocol)), ("Seeds", string.Join(", ", best.Options.Seeds)),
            .. circumstances.Facts(results.Sum(one => one.Seconds)),
        ]);
        report.Paragraph("The command:");
        report.Command(circumstances.Command);
        return report.ToString();
    }

    private string Opening()
    {
        var best = results[_order[0]];
        if (!double.IsFinite(best.H.Mean))
            return "No configuration has an H, so none is the best.";
        var first = $"{_labels[_order[0]]} has the highest H, {Words.Percent(best.H, best.Seeds.Count)}";
        if (results.Count == 1)
            return $"{first}.";
        var second = results[_order[1]];
        var gap = best.H.Mean - second.H.Mean;
        var sentence = $"{first}; the next, {_labels[_order[1]]}, has {Words.Percent(second.H, best.Seeds.Count)}. ";
        return sentence + (best.Seeds.Count == 1
            ? "This is one seed: a difference of a few points can be chance."
            : gap > best.H.Deviation + second.H.Deviation
                ? "The difference is larger than the spread over the seeds."
                : "The difference is no larger than the spread over the seeds, so it can be chance.");
    }

    private IEnumerable<(string Text, string? Command)> Steps(RunResult best)
    {
        if (double.IsFinite(best.H.Mean))
            yield return ("Train the configuration with the highest H, and keep its model:",
                TrainCommandText.Create(source, best.Options));
        if (best.Seeds.Count == 1)
            yield return ("See how much of this is chance: compare again with --seeds 3.", null);
        yield return ("H above was measured on test images. To choose a configuration whose results you will publish, "
            + "compare H on validation classes instead, as unseen sweep does.", null);
    }

    private static AccuracyInterval? Spread(MeanAndDeviation h) => h.Deviation > 0
        ? new AccuracyInterval(Math.Max(0, h.Mean - h.Deviation), Math.Min(100, h.Mean + h.Deviation)) : null;
}
