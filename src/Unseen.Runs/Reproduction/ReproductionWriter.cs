using System.Text.Json.Nodes;
using Unseen.Experiments;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;

namespace Unseen.Runs.Reproduction;

/// <summary>Writes the results of experiments as CSV, JSON, plots and an HTML report.</summary>
/// <param name="folder">the folder to write to</param>
/// <param name="source">the location of the data</param>
/// <param name="results">all results on this data</param>
/// <param name="scale">the extent of the experiments</param>
/// <param name="time">the time that the report shows</param>
/// <param name="command">creates the command line that repeats an experiment</param>
/// <param name="elapsed">gets the time that the command has taken</param>
internal sealed class ReproductionWriter(
    string folder, DataSource source, ExperimentResults results, ExperimentScale scale, DateTimeOffset time,
        Func<ExperimentKind, string> command, Func<TimeSpan> elapsed)
{
    /// <summary>Writes the files of one experiment.</summary>
    /// <param name="kind">the experiment</param>
    /// <param name="pictures">the data for <see cref="ExperimentKind.Pictures"/>, otherwise null</param>
    /// <returns>the path of the HTML report, and the content of the JSON file with this path added</returns>
    public (string Path, JsonObject Json) Write(ExperimentKind kind, ClassPictures? pictures)
    {
        var cells = ExperimentPlan.Cells(kind, scale);
        var name = RunTitle.FolderName(results.Dataset.Name, Names.Get(kind)).ToLowerInvariant();
        Directory.CreateDirectory(folder);
        var json = CellTables.Json(kind, cells, results, scale, source, time);
        if (pictures is not null)
            json["pictures"] = JsonText.ToNode(pictures);
        AtomicFile.WriteText(Path.Combine(folder, $"{name}.csv"),
            string.Join("\n", CellTables.Csv(cells, results)) + "\n");
        AtomicFile.WriteText(Path.Combine(folder, $"{name}.json"), JsonText.Indented(json));
        var report = new ExperimentReport(kind, results, scale, json, command(kind), elapsed());
        var figures = report.Figures(pictures);
        for (var i = 0; i < figures.Count; i++)
            AtomicFile.WriteText(Path.Combine(folder, $"{name}-{i + 1}.svg"), figures[i].Figure.ToSvg("f"));
        var page = Path.Combine(folder, $"{name}.html");
        AtomicFile.WriteText(page, report.ToHtml(figures));
        json["report"] = Path.GetFullPath(page);
        return (page, json);
    }
}
