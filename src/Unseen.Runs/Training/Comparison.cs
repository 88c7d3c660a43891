using System.Text.Json.Nodes;
using Unseen.Data;
using Unseen.Data.Caching;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Training;

namespace Unseen.Runs.Training;

/// <summary>Trains several configurations on one dataset and puts them in one table: what <c>unseen compare</c> does.
/// </summary>
/// <param name="Results">a result for each configuration that was trained</param>
/// <param name="IsComplete">whether all were trained to their ends</param>
/// <param name="Folder">the folder with the tables, as short as it was given</param>
/// <param name="Summary">the content of results.json</param>
public sealed record Comparison(
    IReadOnlyList<RunResult> Results, bool IsComplete, string Folder, JsonObject Summary)
{
    /// <summary>Trains and writes the tables. Loads libtorch.</summary>
    /// <param name="source">where the dataset is</param>
    /// <param name="runs">the configurations, at least one, with the same seeds, protocol, device and threads</param>
    /// <param name="place">where results go</param>
    /// <param name="context">clock, cancellation, and who is told; null (default) for nobody</param>
    /// <param name="cache">where converted datasets are kept; null (default) for nowhere</param>
    /// <exception cref="UsageException">The results cannot go where they are asked for.</exception>
    /// <exception cref="DataException">The dataset cannot be read.</exception>
    public static Comparison Run(
        DataSource source, IReadOnlyList<RunOptions> runs, OutputPlace place, RunContext? context = null,
        DatasetCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(place);
        context ??= new RunContext();
        var log = new RunLog(context.Clock);
        var time = context.Clock.GetLocalNow();
        ResultFolder.Check(place, ComparisonWriter.MarkerFile);
        var dataset = source.Load(cache);
        using var folder = ResultFolder.Plan(place, ComparisonWriter.MarkerFile,
            $"{RunTitle.FolderName(dataset.Name, "compare")}-{time:yyyyMMdd-HHmmss}");
        LibTorch.Load();
        foreach (var note in dataset.Notes)
            context.Say(note);
        context.Say($"{dataset.Name}: {runs.Count} configurations, {Words.Seeds(runs[0].Seeds.Count)} each");
        var results = new TrainingMonitor(context.Display, log).Run(
            progress => GzslTrainer.Compare(dataset, runs, progress, context.Cancellation));
        var summary = ComparisonWriter.Write(
            folder, results, runs.Count, RunDescription.Create(runs[0], source, dataset, time), log.Lines);
        return new Comparison(results, results.Count == runs.Count && !results.Any(result => result.Interrupted),
            folder.ShownPath, summary);
    }
}
