using System.Text.Json.Nodes;
using Unseen.Data;
using Unseen.Data.Caching;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Training;

namespace Unseen.Runs.Training;

/// <summary>The result of training several configurations on one dataset, as <c>unseen compare</c> does, with tables
/// that compare them.</summary>
/// <param name="Results">one result per configuration that was trained</param>
/// <param name="Diverged">the configurations whose training diverged; they have no result</param>
/// <param name="WasCancelled">whether the training was cancelled, so that results are missing or unfinished</param>
/// <param name="Folder">the folder with the tables, as the user wrote it</param>
/// <param name="Summary">the content of results.json</param>
public sealed record Comparison(
    IReadOnlyList<RunResult> Results, IReadOnlyList<DivergedRun> Diverged, bool WasCancelled, string Folder,
    JsonObject Summary)
{
    /// <summary>Trains the configurations, and writes the tables and a report. Loads libtorch.</summary>
    /// <param name="source">the location of the dataset</param>
    /// <param name="runs">the configurations, at least one, with the same seeds, protocol, device and threads</param>
    /// <param name="place">the folder for results</param>
    /// <param name="context">clock, cancellation and output; null (default) for defaults</param>
    /// <param name="cache">cache of converted datasets; null (default) for none</param>
    /// <param name="command">the command line of the request, for the report; null (default) if there is none</param>
    /// <exception cref="UsageException">The results cannot be written to the folder.</exception>
    /// <exception cref="ArgumentException"><paramref name="runs"/> is empty, options are not valid or differ in seeds,
    /// device or threads, or the device is not available.</exception>
    /// <exception cref="IOException">A file of the comparison cannot be written.</exception>
    /// <exception cref="UnseenDataException">The dataset cannot be read, or does not suit a classifier or the
    /// protocol.</exception>
    /// <exception cref="TrainingDivergedException">The training of every configuration diverged.</exception>
    /// <exception cref="InsufficientMemoryException">The estimated memory exceeds the available memory.</exception>
    /// <exception cref="OperationCanceledException">The operation was cancelled before there was a usable
    /// result.</exception>
    public static Comparison Run(
        DataSource source, IReadOnlyList<RunOptions> runs, OutputPlace place, RunContext? context = null,
        DatasetCache? cache = null, string? command = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(place);
        context ??= new RunContext();
        var log = new RunLog(context.Clock);
        var (time, start) = (context.Clock.GetLocalNow(), context.Clock.GetTimestamp());
        if (place.Path is { Length: > 0 } asked)
            ResultFolder.Settle(asked);
        ResultFolder.Check(place, ComparisonWriter.MarkerFile);
        var dataset = CancellableRead.Run(() => source.Load(cache), context.Cancellation);
        var loading = context.Clock.GetElapsedTime(start);
        using var folder = ResultFolder.Plan(place, ComparisonWriter.MarkerFile,
            $"{RunTitle.FolderName(dataset.Name, "compare")}-{time:yyyyMMdd-HHmmss}");
        LibTorch.Load();
        foreach (var note in dataset.Notes)
            context.Say(note);
        context.Say($"{dataset.Name}: {runs.Count} configurations, {Words.Seeds(runs[0].Seeds.Count)} each");
        var labels = RunLabels.Create(runs);
        var (diverged, firstReason) = (new List<DivergedRun>(), default(TrainingDivergedException));
        var results = new TrainingMonitor(context.Display, log).Run(
            progress => GzslTrainer.Compare(dataset, runs, progress, (run, reason) =>
            {
                firstReason ??= reason;
                diverged.Add(new DivergedRun(labels[runs.Index().First(one => one.Item == run).Index], reason.Message));
                context.Warn($"{diverged[^1].Name} has no result: {reason.Message}");
            }, context.Cancellation));
        if (results.Count == 0)
            throw firstReason!;
        var circumstances = new RunCircumstances(folder.ShownPath, command ?? "(called by a program)",
            context.Clock.GetElapsedTime(start), loading.TotalSeconds, MachineDescription.Current(runs[0]));
        File.WriteAllText(folder.GetPath(ComparisonPage.FileName),
            new ComparisonPage(dataset, source, results, diverged, runs.Count, circumstances).ToHtml());
        var wasCancelled = results.Count + diverged.Count < runs.Count || results.Any(result => result.Interrupted);
        var summary = ComparisonWriter.Write(folder, results, diverged, wasCancelled,
            RunDescription.Create(runs[0], source, dataset, time), log.Lines);
        return new Comparison(results, diverged, wasCancelled, folder.ShownPath, summary);
    }
}
