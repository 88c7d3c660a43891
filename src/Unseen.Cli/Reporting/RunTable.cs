using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using Unseen.Cli.Screens;
using Unseen.Runs;
using Unseen.Runs.Records;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Reporting;

/// <summary>Writes stored runs for people and for other programs.</summary>
internal static class RunTable
{
    /// <summary>Prints one line per run: the options that differ, and the results.</summary>
    public static void Write(Screen screen, IReadOnlyList<RunRow> rows, int most)
    {
        var differing = RunRow.Differing(rows);
        string[] sweeps = rows.Select(row => row.Run.Sweep).Distinct().Count() == 1 ? [] : ["sweep"];
        PlainTable.Write(
            screen,
            ["run", .. sweeps, "state", .. differing, "seed", "validation H", "U", "S", "H"],
            [.. rows.Take(most).Select(row => (IReadOnlyList<string>)
            [
                row.Run.Id, .. sweeps.Select(_ => row.Run.Sweep), RunQuery.NameOf(row.Run.State),
                    .. differing.Select(key => row.Options.GetValueOrDefault(key, "–")), row.Seeds,
                .. new[] { RunMetrics.ValidationH, "U", "S", "H" }.Select(name => Words.Percent(row.Number(name))),
            ])]);
        screen.Line(string.Create(CultureInfo.InvariantCulture,
            $"{rows.Count} {(rows.Count == 1 ? "run" : "runs")}")
            + (rows.Count > most ? $", {most} shown; --most shows more" : ""));
    }

    /// <summary>Prints one column per run: the options that differ, and the results.</summary>
    public static void Compare(Screen screen, IReadOnlyList<RunRow> rows)
    {
        var table = MetricsTable.Create("", rows.Select(row => Markup.Escape(row.Run.Id)));
        void Add(string name, Func<RunRow, string> value) =>
            table.AddRow([.. rows.Select(value).Prepend(name).Select(Markup.Escape)]);
        Add("sweep", row => row.Run.Sweep);
        Add("state", row => RunQuery.NameOf(row.Run.State));
        foreach (var key in RunRow.Differing(rows))
            Add(key, row => row.Options.GetValueOrDefault(key, "–"));
        Add("seed", row => row.Seeds);
        foreach (var name in RunMetrics.NumberNames)
            Add(name, row => Words.Short(row.Number(name)) is "NaN" ? "–" : Words.Short(row.Number(name)));
        screen.Render(table);
    }

    /// <summary>Converts all data of runs to JSON, one object per run.</summary>
    public static JsonArray Json(IEnumerable<RunRow> rows) => JsonText.OfNodes(rows.Select(row => new JsonObject
    {
        ["id"] = row.Run.Id,
        ["sweep"] = row.Run.Sweep,
        ["state"] = RunQuery.NameOf(row.Run.State),
        ["folder"] = row.Run.Folder,
        ["failures"] = row.Run.Failures,
        ["owner"] = row.Run.State == RunState.Running ? row.Run.Owner : null,
        ["config"] = JsonNode.Parse(row.Run.Config),
        ["results"] = new JsonObject(row.Numbers.Select(
            pair => KeyValuePair.Create(pair.Key, JsonText.Number(pair.Value)))),
        ["log"] = row.Run.Log,
    }));

    /// <summary>Writes all data of runs except the logs as CSV, one line per run.</summary>
    public static IEnumerable<string> Csv(IReadOnlyList<RunRow> rows)
    {
        string[] options = [.. rows.SelectMany(row => row.Options.Keys).Distinct()];
        yield return CsvText.Line(["run", "sweep", "state", "folder", "seed", .. options, .. RunMetrics.NumberNames]);
        foreach (var row in rows)
            yield return CsvText.Line(
                [row.Run.Id, CsvText.Harmless(row.Run.Sweep), RunQuery.NameOf(row.Run.State),
                    CsvText.Harmless(row.Run.Folder), row.Seeds,
                .. options.Select(key => CsvText.Harmless(row.Options.GetValueOrDefault(key))),
                    .. RunMetrics.NumberNames.Select(name => (object)row.Number(name))]);
    }
}
