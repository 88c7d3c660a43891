using System.Globalization;
using Unseen.Cli.Reporting;
using Unseen.Evaluation;
using Unseen.Store;

namespace Unseen.Cli.Sweeps;

/// <summary>The combinations of a sweep over one dataset, best first by validation's H; test scores choose
/// nothing.</summary>
internal static class SweepSummary
{
    private const int MaxRows = 10;

    /// <summary>A combination and its seeds' runs.</summary>
    /// <param name="Dataset">what it was trained on</param>
    /// <param name="Options">values of the options that differ, in their order</param>
    /// <param name="Rows">a run a seed</param>
    public sealed record Combination(string Dataset, IReadOnlyList<string> Options, IReadOnlyList<RunRow> Rows)
    {
        /// <summary>Mean of H on validation classes; what the order is by.</summary>
        public double Validation { get; } = Rows.Average(row => row.Number(RunRow.ValidationH));

        /// <summary>Mean and deviation of a number over the seeds.</summary>
        public MeanAndDeviation Of(string name) => MeanAndDeviation.Of([.. Rows.Select(row => row.Number(name))]);

        /// <summary>A number as people read it.</summary>
        public string Text(string name) => Words.Percent(Of(name), Rows.Count);
    }

    /// <summary>All combinations with results, best first.</summary>
    /// <param name="rows">runs, of which those that are done count</param>
    /// <param name="differing">options that differ</param>
    public static IReadOnlyList<Combination> Combinations(IEnumerable<RunRow> rows, IReadOnlyList<string> differing) =>
    [
        .. rows.Where(row => row.Numbers.Count > 0)
            .GroupBy(row => string.Join('\n', differing.Select(key => row.Options.GetValueOrDefault(key, ""))
                .Prepend(row.Dataset)))
            .Select(group => new Combination(group.First().Dataset,
                [.. differing.Select(key => group.First().Options.GetValueOrDefault(key, "–"))], [.. group]))
            .OrderByDescending(one => double.IsFinite(one.Validation) ? one.Validation : -1),
    ];

    /// <summary>Shows the best of each dataset.</summary>
    public static void Write(Screen screen, StoredSweep sweep, IReadOnlyList<RunRow> rows)
    {
        foreach (var group in rows.GroupBy(row => row.Dataset))
        {
            var differing = SweepColumns.Of(sweep, [.. group]);
            var combinations = Combinations(group, differing);
            if (combinations.Count == 0)
                continue;
            screen.Line($"{group.Key}: best by validation "
                + $"H{(combinations.Count > MaxRows ? $", {MaxRows} of {combinations.Count}" : "")}");
            PlainTable.Write(
                screen,
                [.. differing, "validation H", "U", "S", "H", "seeds"],
                [.. combinations.Take(MaxRows).Select(one => (IReadOnlyList<string>)
                    [.. one.Options, one.Text(RunRow.ValidationH), one.Text("U"), one.Text("S"), one.Text("H"),
                        one.Rows.Count.ToString(CultureInfo.InvariantCulture)])]);
            screen.Line();
        }
    }
}
