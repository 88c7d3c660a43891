using System.Text.Json.Nodes;
using Unseen.Data;
using Unseen.Data.Caching;
using Unseen.Experiments;
using Unseen.Runs.Training;
using Unseen.Training.Progress;

namespace Unseen.Runs.Reproduction;

/// <summary>The result of computing experiments of publications (tables, plots and ablations) and of writing a report
/// on each, as <c>unseen reproduce</c> does.</summary>
/// <param name="WasCancelled">whether the computation was cancelled; if so, the same call resumes</param>
/// <param name="HasDiverged">whether configurations have no result because their training diverged</param>
/// <param name="Reports">the content of each report as JSON</param>
public sealed record ReproductionRun(bool WasCancelled, bool HasDiverged, IReadOnlyList<JsonObject> Reports)
{
    /// <summary>Whether everything was computed.</summary>
    public bool IsComplete => !WasCancelled && !HasDiverged;

    /// <summary>Computes the results that are missing in the folder, and writes the reports. Loads libtorch.</summary>
    /// <param name="request">the experiments</param>
    /// <param name="context">clock, cancellation and output; null (default) for defaults</param>
    /// <param name="cache">cache of converted datasets; null (default) for none</param>
    /// <exception cref="ArgumentException">Options of the request are not valid.</exception>
    /// <exception cref="UsageException">None of the experiments compares any of the scale's generators.</exception>
    /// <exception cref="UnseenDataException">A dataset cannot be read.</exception>
    /// <exception cref="TrainingDivergedException">A loss became infinite or NaN in the training for
    /// <see cref="ExperimentKind.Pictures"/>. Other experiments only lack the result.</exception>
    /// <exception cref="IOException">A result or report cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The operation was cancelled while a dataset was being
    /// loaded.</exception>
    public static ReproductionRun Run(
        ReproductionRequest request, RunContext? context = null, DatasetCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        context ??= new RunContext();
        var start = context.Clock.GetTimestamp();
        var reports = new List<JsonObject>();
        var (cancelled, diverged) = (false, false);
        var kinds = request.Experiments.ToLookup(kind => ExperimentPlan.Cells(kind, request.Scale).Count > 0);
        foreach (var kind in kinds[false])
            context.Warn($"{Names.Get(kind)} is left out, because it compares none of the generators "
                + $"{string.Join(", ", request.Scale.Generators!)}.");
        if (!kinds[true].Any())
            throw new UsageException("none of the experiments compares any of these generators. Name others.");
        LibTorch.Load();
        foreach (var source in request.Sources)
        {
            var dataset = CancellableRead.Run(() => source.Load(cache), context.Cancellation);
            var cells = kinds[true].SelectMany(kind => ExperimentPlan.Cells(kind, request.Scale)).ToArray();
            context.Say($"{dataset.Name}: {string.Join(", ", kinds[true].Select(kind => Names.Get(kind)))}; "
                + $"{cells.Distinct().Count()} configurations, {Words.Seeds(request.Scale.Seeds.Count)} each");
            var results = Compute(dataset, cells, request, context);
            cancelled |= results.WasCancelled;
            foreach (var cell in cells.DistinctBy(cell => cell.Options))
                foreach (var reason in results.GetDivergences(cell))
                {
                    diverged = true;
                    context.Warn($"{dataset.Name}: {cell.Name} has no result: {reason}");
                }

            var writer = new ReproductionWriter(request.Folder, source, results, request.Scale,
                context.Clock.GetLocalNow(), request.Command, () => context.Clock.GetElapsedTime(start));
            foreach (var kind in kinds[true])
            {
                var pictures = kind == ExperimentKind.Pictures && !cancelled
                    ? Pictures(dataset, request.Scale, context) : null;
                cancelled |= kind == ExperimentKind.Pictures && pictures is null;
                var report = writer.Write(kind, pictures);
                reports.Add(report.Json);
                context.Say($"{Names.Get(kind),-12}  {report.Path}");
            }

            if (cancelled)
                break;
        }

        return new ReproductionRun(cancelled, diverged, reports);
    }

    private static ExperimentResults Compute(
        GzslDataset dataset, IReadOnlyList<ExperimentCell> cells, ReproductionRequest request, RunContext context)
    {
        var store = new ResultStore(Path.Combine(request.Folder, "cells"));
        return context.Display.Run(show => new ExperimentRunner(dataset, store).Run(
            cells, request.Scale.Seeds,
            new Relay<ExperimentProgress>(value => show(
                value.Fraction, value.TimeLeft,
                $"seed {value.Training.Epoch.Seed}  {value.Cell.Series} {value.Cell.Variant}  "
                + $"{ProgressText.Phase(value.Training.Epoch)}")),
            context.Cancellation));
    }

    /// <summary>Computes the data of the figures for the first seed; null if the operation was cancelled.</summary>
    private static ClassPictures? Pictures(GzslDataset dataset, ExperimentScale scale, RunContext context)
    {
        var cells = ExperimentPlan.Cells(ExperimentKind.Pictures, scale);
        try
        {
            return context.Display.Run(show => ClassPictureMaker.Make(
                dataset, cells[0].Options, cells[1].Options, scale.Seeds[0],
                new Relay<TrainingProgress>(value =>
                    show(value.Fraction, value.TimeLeft, $"pictures  {ProgressText.Describe(value)}")),
                context.Cancellation));
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
