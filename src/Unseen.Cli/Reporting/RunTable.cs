using System.Globalization;
using Spectre.Console;
using Unseen.Cli.Screens;
using Unseen.Runs;
using Unseen.Runs.Records;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Reporting;

/// <summary>Prints stored runs for people.</summary>
internal static class RunTable
{
    /// <summary>Prints one line per run: the options that differ, and the results.</summary>
    public static void Write(Screen screen, IReadOnlyList<RunRow> rows, int max)
    {
        var differing = RunRow.Differing(rows);
        string[] sweeps = rows.Select(row => row.Run.Sweep).Distinct().Count() == 1 ? [] : ["sweep"];
        PlainTable.Write(
            screen,
            ["run", .. sweeps, "state", .. differing, "seed", "validation H", "U", "S", "H"],
            [.. rows.Take(max).Select(row => (IReadOnlyList<string>)
            [
                row.Run.Id, .. sweeps.Select(_ => row.Run.Sweep), RunQuery.GetName(row.Run.State),
                    .. differing.Select(key => row.Options.GetValueOrDefault(key, "–")), row.Seeds,
                .. new[] { RunMetrics.ValidationH, "U", "S", "H" }.Select(name => Words.Percent(row.Number(name))),
            ])]);
        screen.Line(string.Create(CultureInfo.InvariantCulture,
            $"{rows.Count} {(rows.Count == 1 ? "run" : "runs")}")
            + (rows.Count > max ? $", {max} shown; --max shows more" : ""));
    }

    /// <summary>Prints one column per run: the options that differ, and the results.</summary>
    public static void Compare(Screen screen, IReadOnlyList<RunRow> rows)
    {
        var table = MetricsTable.Create("", rows.Select(row => Markup.Escape(row.Run.Id)));
        void Add(string name, Func<RunRow, string> value) =>
            table.AddRow([.. rows.Select(value).Prepend(name).Select(Markup.Escape)]);
        Add("sweep", row => row.Run.Sweep);
        Add("state", row => RunQuery.GetName(row.Run.State));
        foreach (var key in RunRow.Differing(rows))
            Add(key, row => row.Options.GetValueOrDefault(key, "–"));
        Add("seed", row => row.Seeds);
        foreach (var name in RunMetrics.NumberNames)
            Add(name, row => Words.Short(row.Number(name)) is "NaN" ? "–" : Words.Short(row.Number(name)));
        screen.Render(table);
    }
}
