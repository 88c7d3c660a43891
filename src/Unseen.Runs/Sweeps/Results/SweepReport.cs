using System.Globalization;
using Unseen.Runs.Records;
using Unseen.Runs.Reports;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Results;

/// <summary>Writes a report about a sweep as an HTML page: the best combinations, parallel coordinates of all, and the
/// effect of each option.</summary>
public static class SweepReport
{
    /// <summary>The name of the file in the sweep's folder.</summary>
    public const string FileName = "report.html";

    private const int MaxRows = 30;
    private const int MaxFailures = 30;

    /// <summary>Writes the report.</summary>
    /// <param name="path">path of the file, whose folder is created if it does not exist</param>
    /// <param name="sweep">the sweep</param>
    /// <param name="rows">the runs of the sweep</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, StoredSweep sweep, IReadOnlyList<RunRow> rows)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        AtomicFile.WriteText(path, Page(sweep, rows));
    }

    private static string Page(StoredSweep sweep, IReadOnlyList<RunRow> rows)
    {
        int Count(RunState state) => rows.Count(row => row.Run.State == state);
        var report = new HtmlReport(
            $"Sweep {sweep.Name}",
            string.Create(CultureInfo.InvariantCulture,
                $"{Count(RunState.Done)} of {rows.Count} runs done, {Count(RunState.SetAside)} set aside"));
        var datasets = rows.GroupBy(row => row.Dataset).Select(group => new SweepDataset(sweep, group.Key, [.. group]))
            .ToArray();
        foreach (var dataset in datasets)
            report.Lead(dataset.Opening);
        report.Steps([.. datasets.SelectMany(dataset => dataset.Steps), .. Remaining(sweep, rows)]);
        foreach (var dataset in datasets)
            Add(report, sweep, dataset);
        AddFailures(report, [.. rows.Where(row => row.Run.State == RunState.SetAside)]);
        report.Section("How it was computed");
        report.Facts(Times(rows));
        report.Paragraph("The file of the sweep:");
        report.Command(sweep.Spec);
        return report.ToString();
    }

    private static IEnumerable<(string Text, string? Command)> Remaining(
        StoredSweep sweep, IReadOnlyList<RunRow> rows)
    {
        if (rows.Any(row => row.Run.State is not (RunState.Done or RunState.SetAside)))
            yield return ("Not every run is done. Continue the sweep with its file:", "unseen sweep FILE");
        if (rows.Any(row => row.Run.State == RunState.SetAside))
            yield return ("Some runs were set aside after failures. Fix the cause, and try them again:",
                "unseen sweep FILE --retry");
        yield return ("List all runs of the sweep:", $"unseen runs --sweep {Words.Quoted(sweep.Name)}");
    }

    private static IEnumerable<(string, string)> Times(IReadOnlyList<RunRow> rows)
    {
        var seconds = rows.Select(row => row.Number("seconds")).Where(double.IsFinite).Sum();
        var (first, last) = (rows.Min(row => row.Run.Started), rows.Max(row => row.Run.Finished));
        if (first is { } start && last is { } end && end > start)
            yield return ("Total time", $"{Words.Duration(end - start)} from the first start to the last end");
        yield return ("Time to train", $"{Words.Duration(TimeSpan.FromSeconds(seconds))}, the sum over all runs, "
            + "which may have run side by side");
    }

    private static void Add(HtmlReport report, StoredSweep sweep, SweepDataset dataset)
    {
        report.Section(dataset.Label);
        var (columns, combinations) = (dataset.Columns, dataset.Combinations);
        if (combinations.Count == 0)
        {
            report.Paragraph("No run is done yet.");
            return;
        }

        var isRanked = dataset.Best is not null;
        report.Paragraph(isRanked
            ? "Best first, by H on validation classes. Test scores are shown beside it, but do not decide the order."
            : "These runs have no H on validation classes, so they are in no order: test scores must not decide it. "
                + "The protocols fair and transductive measure it, unless the sweep's file turns off validate.");
        report.Paragraph(PlainScores.Legend(3)
            + (combinations.Any(one => one.Rows.Count > 1) ? " Mean ± standard deviation over seeds." : ""));
        report.Table(
            [.. columns, "validation H", "U", "S", "H", "seeds"],
            combinations.Take(MaxRows).Select((one, place) => (IReadOnlyList<string>)
            [
                .. one.Options,
                isRanked && place == 0 ? $"**{one.Text(RunMetrics.ValidationH)}**"
                    : one.Text(RunMetrics.ValidationH), one.Text("U"), one.Text("S"), one.Text("H"),
                one.Rows.Count.ToString(CultureInfo.InvariantCulture),
            ]),
            best: isRanked ? 0 : null);
        if (combinations.Count > MaxRows)
            report.Paragraph(string.Create(CultureInfo.InvariantCulture,
                $"{combinations.Count - MaxRows} more are in the store of runs (unseen runs)."));
        if (isRanked && columns.Count > 0)
            new SweepFigures(dataset.Label, columns, combinations, SweepSpecReader.Varied(sweep.Spec)).AddTo(report);
    }

    private static void AddFailures(HtmlReport report, IReadOnlyList<RunRow> failed)
    {
        if (failed.Count == 0)
            return;
        report.Section("Set aside");
        report.Paragraph("These runs failed twice, or were started too often and never finished. "
            + "unseen sweep --retry tries them again.");
        var differing = RunRow.Differing(failed);
        foreach (var row in failed.Take(MaxFailures))
        {
            var options = differing.Where(row.Options.ContainsKey).Select(key => $"{key} {row.Options[key]}");
            report.Note($"{row.Dataset}, seed {row.Seeds}: {string.Join(", ", options)} {SweepFiles.GetLog(row.Run)}");
            report.Command(row.Run.Log ?? "");
        }

        if (failed.Count > MaxFailures)
            report.Paragraph(string.Create(CultureInfo.InvariantCulture,
                $"{failed.Count - MaxFailures} more are in the store of runs (unseen runs --state set-aside)."));
    }
}
