using System.Globalization;
using Unseen.Cli.Reporting;
using Unseen.Cli.Reports;
using Unseen.Cli.Reports.Figures;
using Unseen.Data;
using Unseen.Store;

namespace Unseen.Cli.Sweeps;

/// <summary>A sweep as a page: its best combinations, all of them as parallel coordinates, and what each option does on its own.</summary>
internal static class SweepReport
{
    public const string FileName = "report.html";

    private const int MostRows = 30;

    /// <summary>Writes the page.</summary>
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
            string.Create(CultureInfo.InvariantCulture, $"{Count(RunState.Done)} of {rows.Count} runs done, {Count(RunState.SetAside)} set aside; {Words.Duration(TimeSpan.FromSeconds(seconds))} of training"));
        foreach (var group in rows.GroupBy(row => row.Dataset))
            Add(report, group.Key, [.. group]);
        AddFailures(report, [.. rows.Where(row => row.Run.State == RunState.SetAside)]);
        report.Section("What was asked for");
        report.Command(sweep.Spec);
        return report.ToString();
    }

    private static void Add(HtmlReport report, string dataset, IReadOnlyList<RunRow> rows)
    {
        report.Section(dataset);
        var differing = RunRow.Differing(rows);
        var combinations = SweepSummary.Combinations(rows, differing);
        if (combinations.Count == 0)
        {
            report.Paragraph("No run is done yet.");
            return;
        }

        var isRanked = combinations.Any(one => double.IsFinite(one.Of(RunRow.ValidationH).Mean));
        report.Paragraph(isRanked
            ? "Best first by H on validation classes, mean ± standard deviation over seeds. Test scores stand beside it and choose nothing."
            : "These runs have no H on validation classes, hence no order: test scores choose nothing.");
        report.Table(
            [.. differing, "validation H", "U", "S", "H", "seeds"],
            combinations.Take(MostRows).Select((one, place) => (IReadOnlyList<string>)
            [
                .. one.Options,
                isRanked && place == 0 ? $"**{one.Text(RunRow.ValidationH)}**" : one.Text(RunRow.ValidationH), one.Text("U"), one.Text("S"), one.Text("H"),
                one.Rows.Count.ToString(CultureInfo.InvariantCulture),
            ]));
        if (combinations.Count > MostRows)
            report.Paragraph(string.Create(CultureInfo.InvariantCulture, $"{combinations.Count - MostRows} more are in the store of runs (unseen runs)."));
        if (!isRanked || differing.Count == 0)
            return;
        report.Add(
            new ParallelFigure($"{dataset}: all combinations", [.. Enumerable.Range(0, differing.Count).Select(i => Axis(differing[i], combinations, i)), Scores(combinations)]),
            "A line is a combination, from its options to H on validation classes; the darker, the better.");
        foreach (var (key, index) in differing.Select((key, index) => (key, index)))
            report.Add(Effect(dataset, key, index, combinations), $"H on validation classes by {key}, whatever the other options: a point is a combination, the line goes through means.");
    }

    private static ParallelAxis Axis(string name, IReadOnlyList<SweepSummary.Combination> combinations, int index)
    {
        var places = Places([.. combinations.Select(one => one.Options[index])]);
        return new ParallelAxis(name, [.. combinations.Select(one => places.Of(one.Options[index]))], places.Ticks);
    }

    private static ParallelAxis Scores(IReadOnlyList<SweepSummary.Combination> combinations)
    {
        double[] values = [.. combinations.Select(one => one.Of(RunRow.ValidationH).Mean)];
        var (low, high) = (values.Where(double.IsFinite).Min(), values.Where(double.IsFinite).Max());
        double Place(double value) => high > low ? (value - low) / (high - low) : 0.5;
        return new ParallelAxis("validation H", [.. values.Select(Place)], [.. new[] { low, (low + high) / 2, high }.Distinct().Select(value => (Place(value), Words.Percent(value)))]);
    }

    private static EffectFigure Effect(string dataset, string key, int index, IReadOnlyList<SweepSummary.Combination> combinations)
    {
        var places = Places([.. combinations.Select(one => one.Options[index])]);
        return new EffectFigure(
            $"{dataset}: {key}", key, "H on validation classes, per cent",
            [.. combinations.Select(one => (places.Of(one.Options[index]), one.Of(RunRow.ValidationH).Mean))], places.Ticks);
    }

    /// <summary>Where values stand on an axis from 0 to 1: as their ranks, which suits names, steps and powers of ten alike.</summary>
    private static (Func<string, double> Of, IReadOnlyList<(double, string)> Ticks) Places(IReadOnlyCollection<string> values)
    {
        const int mostTicks = 12;
        string[] ordered = [.. values.Distinct().OrderBy(value => double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : double.NegativeInfinity).ThenBy(value => value, StringComparer.Ordinal)];
        double Of(string value) => ordered.Length == 1 ? 0.5 : Array.IndexOf(ordered, value) / (ordered.Length - 1.0);
        var step = (ordered.Length + mostTicks - 1) / mostTicks;
        return (Of, [.. ordered.Where((_, i) => i % step == 0).Select(value => (Of(value), value))]);
    }

    private static void AddFailures(HtmlReport report, IReadOnlyList<RunRow> failed)
    {
        if (failed.Count == 0)
            return;
        report.Section("Set aside");
        report.Paragraph("These runs failed twice. unseen sweep --retry tries them again.");
        foreach (var row in failed)
        {
            report.Note($"{row.Dataset}, seed {row.Seeds}: {string.Join(", ", RunRow.Differing([.. failed, row]).Select(key => $"{key} {row.Options.GetValueOrDefault(key)}"))} {TrainProcess.LogOf(row.Run)}");
            report.Command(row.Run.Log ?? "");
        }
    }
}
