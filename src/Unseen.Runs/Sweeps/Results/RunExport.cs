using System.Text.Json.Nodes;
using Unseen.Runs.Records;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Results;

/// <summary>Converts stored runs for other programs.</summary>
public static class RunExport
{
    /// <summary>Converts runs to JSON, one object per run, with configuration, results and log.</summary>
    public static JsonArray Json(IEnumerable<RunRow> rows) => JsonText.CreateArray(rows.Select(row => new JsonObject
    {
        ["id"] = row.Run.Id,
        ["sweep"] = row.Run.Sweep,
        ["state"] = RunQuery.GetName(row.Run.State),
        ["folder"] = row.Run.Folder,
        ["failures"] = row.Run.Failures,
        ["owner"] = row.Run.State == RunState.Running ? row.Run.Owner : null,
        ["config"] = JsonNode.Parse(row.Run.Config),
        ["results"] = new JsonObject(row.Numbers.Select(
            pair => KeyValuePair.Create(pair.Key, JsonText.Number(pair.Value)))),
        ["log"] = row.Run.Log,
    }));

    /// <summary>Converts runs to the text of a file.</summary>
    /// <param name="rows">the runs</param>
    /// <param name="path">path of the .csv or .json file, or null for CSV</param>
    /// <param name="option">the option that names the file, for messages</param>
    /// <exception cref="UsageException">The file has another extension.</exception>
    internal static string TextFor(IReadOnlyList<RunRow> rows, string? path, string option) =>
        Path.GetExtension(path) switch
        {
            ".json" => JsonText.Indented(Json(rows)),
            null or ".csv" => string.Concat(Csv(rows).Select(line => line + "\n")),
            _ => throw new UsageException($"{option} must end in .csv or .json, but was {path}."),
        };

    /// <summary>Converts runs to the lines of a CSV table: a header, then one line per run with its options and
    /// results.</summary>
    public static IEnumerable<string> Csv(IReadOnlyList<RunRow> rows)
    {
        string[] options = [.. rows.SelectMany(row => row.Options.Keys).Distinct()];
        yield return CsvText.Line(["run", "sweep", "state", "folder", "seed", .. options, .. RunMetrics.NumberNames]);
        foreach (var row in rows)
            yield return CsvText.Line(
                [row.Run.Id, CsvText.Harmless(row.Run.Sweep), RunQuery.GetName(row.Run.State),
                    CsvText.Harmless(row.Run.Folder), row.Seeds,
                .. options.Select(key => CsvText.Harmless(row.Options.GetValueOrDefault(key))),
                    .. RunMetrics.NumberNames.Select(name => (object)row.Number(name))]);
    }
}
