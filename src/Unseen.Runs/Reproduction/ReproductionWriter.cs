using System.Text.Json.Nodes;
using Unseen.Experiments;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;

namespace Unseen.Runs.Reproduction;

/// <summary>Writes an experiment's results as CSV, JSON, plots and a report to look at.</summary>
/// <param name="folder">where to</param>
/// <param name="source">where the data was</param>
/// <param name="results">all results on it</param>
/// <param name="scale">how much was computed</param>
/// <param name="time">for the report</param>
/// <param name="command">the command line that repeats the experiment, but for its name</param>
internal sealed class ReproductionWriter(
    string folder, DataSource source, ExperimentResults results, ExperimentScale scale, DateTimeOffset time,
        Func<ExperimentKind, string> command)
{
    /// <summary>Writes one experiment's files.</summary>
    /// <param name="kind">which</param>
    /// <param name="pictures">for <see cref="ExperimentKind.Pictures"/>, otherwise null</param>
    /// <returns>the report's path, and what --json says of it</returns>
    public (string Path, JsonObject Json) Write(ExperimentKind kind, ClassPictures? pictures)
    {
        var cells = ExperimentPlan.Cells(kind, scale);
        var name = RunTitle.FolderName(results.Dataset.Name, Names.Of(kind)).ToLowerInvariant();
        Directory.CreateDirectory(folder);
        var json = CellTables.Json(kind, cells, results, scale, source, time);
        if (pictures is not null)
            json["pictures"] = JsonText.Of(pictures);
        AtomicFile.WriteText(Path.Combine(folder, $"{name}.csv"),
            string.Join("\n", CellTables.Csv(cells, results)) + "\n");
        AtomicFile.WriteText(Path.Combine(folder, $"{name}.json"), JsonText.Indented(json));
        var report = new ExperimentReport(kind, results, scale, json, command(kind));
        var figures = report.Figures(pictures);
        for (var i = 0; i < figures.Count; i++)
            AtomicFile.WriteText(Path.Combine(folder, $"{name}-{i + 1}.svg"), figures[i].Figure.ToSvg("f"));
        var page = Path.Combine(folder, $"{name}.html");
        AtomicFile.WriteText(page, report.ToHtml(figures));
        json["report"] = Path.GetFullPath(page);
        return (page, json);
    }
}
