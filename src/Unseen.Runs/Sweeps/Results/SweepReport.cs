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
    public static void Write(string path, StoredSweep sweep, IReadOnlyList<RunRow> rows)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        AtomicFile.WriteText(path, Page(sweep, rows));
    }

    private static string Page(StoredSweep sweep, IReadOnlyList<RunRow> rows)
    {
        int Count(RunState state) => rows.Count(row => row.Run.State == state);
        var seconds = rows.Select(row => row.Number("seconds")).Where(double.IsFinite).Sum();
        var report = new HtmlReport(
            $"Sweep {sweep.Name}",
            string.Create(CultureInfo.InvariantCulture,
                $"{Count(RunState.Done)} of {rows.Count} runs done, {Count(RunState.SetAside)} set aside; "
                + $"{Words.Duration(TimeSpan.FromSeconds(seconds))} of training"));
        foreach (var group in rows.GroupBy(row => row.Dataset))
            Add(report, sweep, group.Key, [.. group]);
        AddFailures(report, [.. rows.Where(row => row.Run.State == RunState.SetAside)]);
        report.Section("What was asked for");
        report.Command(sweep.Spec);
        return report.ToString();
    }

    private static void Add(HtmlReport report, StoredSweep sweep, string dataset, IReadOnlyList<RunRow> rows)
    {
        report.Section(dataset);
        var columns = SweepColumns.Of(sweep, rows);
        var combinations = SweepCombination.All(rows, columns);
        if (combinations.Count == 0)
        {
            report.Paragraph("No run is done yet.");
            return;
        }

        var isRanked = double.IsFinite(combinations[0].Validation);
        report.Paragraph(isRanked
            ? "Best first by H on validation classes, mean ± standard deviation over seeds. Test scores stand beside "
                + "it and choose nothing."
            : "These runs have no H on validation classes, hence no order: test scores choose nothing.");
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
            new SweepFigures(dataset, columns, combinations, SweepSpecReader.Varied(sweep.Spec)).AddTo(report);
    }

    private static void AddFailures(HtmlReport report, IReadOnlyList<RunRow> failed)
    {
        if (failed.Count == 0)
            return;
        report.Section("Set aside");
        report.Paragraph("These runs failed twice. unseen sweep --retry tries them again.");
        var differing = RunRow.Differing(failed);
        foreach (var row in failed.Take(MaxFailures))
        {
            var options = differing.Where(row.Options.ContainsKey).Select(key => $"{key} {row.Options[key]}");
            report.Note($"{row.Dataset}, seed {row.Seeds}: {string.Join(", ", options)} {SweepFiles.LogOf(row.Run)}");
            report.Command(row.Run.Log ?? "");
        }

        if (failed.Count > MaxFailures)
            report.Paragraph(string.Create(CultureInfo.InvariantCulture,
                $"{failed.Count - MaxFailures} more are in the store of runs (unseen runs --state set-aside)."));
    }
}
