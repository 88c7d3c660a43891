using System.Text.Json.Nodes;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Training;

namespace Unseen.Runs.Training;

/// <summary>Writes a comparison as CSV, Markdown and JSON.</summary>
internal static class ComparisonWriter
{
    /// <summary>The name of a file that every folder of a comparison has.</summary>
    public const string MarkerFile = "results.json";

    /// <summary>Writes the files, and completes the folder.</summary>
    /// <returns>the content of results.json</returns>
    public static JsonObject Write(
        ResultFolder folder, IReadOnlyList<RunResult> results, IReadOnlyList<DivergedRun> diverged, bool wasCancelled,
        RunDescription description, IEnumerable<string> log)
    {
        var labels = RunLabels.Create([.. results.Select(result => result.Options)]);
        var json = new JsonObject
        {
            ["protocol"] = description.Protocol,
            ["seeds"] = JsonText.ToNode(description.Seeds),
            ["interrupted"] = wasCancelled,
            ["run"] = folder.FinalPath,
            ["results"] = JsonText.CreateArray(results.Zip(labels, Row)),
            ["diverged"] = JsonText.CreateArray(diverged.Select(JsonText.FromRecord)),
            ["data"] = JsonText.FromRecord(description.Data),
            ["packages"] = JsonText.FromRecord(description.Packages),
            ["machine"] = JsonText.FromRecord(description.Machine),
        };
        File.WriteAllText(folder.GetPath(MarkerFile), JsonText.Indented(json));
        File.WriteAllLines(folder.GetPath("results.csv"), CsvLines(results, labels));
        File.WriteAllLines(folder.GetPath("results.md"), MarkdownLines(results, labels));
        File.WriteAllLines(folder.GetPath("log.txt"), log);
        folder.Complete();
        return json;
    }

    private static JsonNode Row(RunResult result, string label)
    {
        var row = JsonText.FromRecord(RunMetrics.Create(result))!;
        row.Insert(0, "name", label);
        row["options"] = JsonText.ToNode(result.Options);
        return row;
    }

    private static IEnumerable<string> CsvLines(IReadOnlyList<RunResult> results, IReadOnlyList<string> labels)
    {
        yield return CsvText.Line("name", "seeds", "U", "U_sd", "S", "S_sd", "H", "H_sd", "T1", "T1_sd", "ausuc",
            "ausuc_sd", "seconds");
        foreach (var (result, label) in results.Zip(labels))
            yield return CsvText.Line(
                label, result.Seeds.Count,
                result.U.Mean, result.U.Deviation, result.S.Mean, result.S.Deviation, result.H.Mean, result.H.Deviation,
                result.T1.Mean, result.T1.Deviation, result.Ausuc.Mean, result.Ausuc.Deviation, result.Seconds);
    }

    private static IEnumerable<string> MarkdownLines(IReadOnlyList<RunResult> results, IReadOnlyList<string> labels)
    {
        yield return "| method | U | S | H | T1 | AUSUC |";
        yield return "|---|---|---|---|---|---|";
        foreach (var (result, label) in results.Zip(labels))
            yield return $"| {label} | {string.Join(" | ", Words.Cells(result))} |";
        yield return "";
        var options = results[0].Options;
        yield return "U, S, H and T1 in per cent, averaged over classes; AUSUC from 0 to 1. Protocol "
            + $"{Words.Describe(options.Protocol)}; seeds {string.Join(", ", options.Seeds)}.";
    }
}
