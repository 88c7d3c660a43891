using System.Globalization;
using Unseen.Cli.Screens;
using Unseen.Runs.Records;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Reporting;

/// <summary>Prints the best combinations of a sweep for each dataset, sorted by H on validation. Test scores do not
/// affect the order.</summary>
internal static class SweepSummary
{
    private const int MaxRows = 10;

    /// <summary>Prints the best combinations of each dataset.</summary>
    public static void Write(Screen screen, StoredSweep sweep, IReadOnlyList<RunRow> rows)
    {
        foreach (var group in rows.GroupBy(row => row.Dataset))
        {
            var dataset = new SweepDataset(sweep, group.Key, [.. group]);
            var (differing, combinations) = (dataset.Columns, dataset.Combinations);
            if (combinations.Count == 0)
                continue;
            screen.Line($"{group.Key}: best by validation "
                + $"H{(combinations.Count > MaxRows ? $", {MaxRows} of {combinations.Count}" : "")}");
            PlainTable.Write(
                screen,
                [.. differing, "validation H", "U", "S", "H", "seeds"],
                [.. combinations.Take(MaxRows).Select(one => (IReadOnlyList<string>)
                    [.. one.Options, one.Text(RunMetrics.ValidationH), one.Text("U"), one.Text("S"), one.Text("H"),
                        one.Rows.Count.ToString(CultureInfo.InvariantCulture)])]);
            screen.Line(dataset.TrainBest is { } command ? $"  Train the best again: {command}\n" : "");
        }
    }
}
