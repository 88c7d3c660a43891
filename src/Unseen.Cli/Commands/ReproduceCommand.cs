using System.CommandLine;
using System.Text.Json.Nodes;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Data;
using Unseen.Experiments;
using Unseen.Runs;
using Unseen.Runs.Reproduction;
using Unseen.Runs.Training;
using Unseen.Training.Progress;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen reproduce</c>: a table, plot or ablation of the field as one report.</summary>
internal static class ReproduceCommand
{
    public static Command Create(Terminal terminal, TrainingFlags training)
    {
        var experiment = new Argument<string>("EXPERIMENT")
        {
            Description =
            $"{string.Join(", ", ReproductionFlags.Names)}; or several with commas."
        };
        var command = new DocumentedCommand("reproduce",
            "Compute a table, plot or ablation of the field, and write a report.")
        {
            Examples =
            [
                "unseen reproduce all --data data/FLO --quick",
                "unseen reproduce main --data data --datasets AwA2,CUB --seeds 3",
                "unseen reproduce prior --data data/AwA2 --out reports/awa2",
            ],
            Notes =
            [
                "Results are kept in --out as they come: the same command again goes on where",
                "it was stopped, and experiments share what they have in common.",
                "Ctrl-C writes a report of what is there (exit code 130).",
            ],
        };
        command.Add(experiment);
        var flags = new FlagSet(command, training, ReproductionFlags.Flags);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(experiment), flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string experiment, FlagValues values, Terminal terminal)
    {
        var json = values.IsOn(CommonFlags.Json);
        var screen = terminal.ForPeople(json);
        var kinds = ReproductionFlags.Experiments(experiment);
        var scale = ReproductionFlags.Scale(values, terminal.Warn);
        var folder = ReproductionFlags.Folder(values);
        var sources = ReproductionFlags.Datasets(values);
        var cache = DataCache.Of(values);
        LibTorch.Load();

        var reports = new List<JsonNode?>();
        var complete = true;
        foreach (var source in sources)
        {
            var dataset = source.Load(cache);
            var cells = kinds.SelectMany(kind => ExperimentPlan.Cells(kind, scale)).ToArray();
            screen.Line($"{dataset.Name}: {string.Join(", ", kinds.Select(kind => Names.Of(kind)))}; "
                + $"{cells.Distinct().Count()} configurations, {Words.Seeds(scale.Seeds.Count)} each");
            var store = new ResultStore(Path.Combine(folder, "cells"));
            var view = new ProgressView(screen, terminal.Clock, values.IsOn(CommonFlags.Quiet));
            var results = view.Run(show => new ExperimentRunner(dataset, store)
                .Run(cells, scale.Seeds, new Relay<ExperimentProgress>(value => show(
                    value.Fraction, value.TimeLeft,
                    $"seed {value.Training.Epoch.Seed}  {value.Cell.Series} {value.Cell.Variant}  "
                    + $"{ProgressText.Phase(value.Training.Epoch)}")), terminal.Cancellation));
            complete &= results.IsComplete;
            var writer = new ReproductionWriter(
                folder, source, results, scale, terminal.Clock.GetLocalNow(), kind =>
                    ReproductionFlags.CommandLine(kind, values));
            foreach (var kind in kinds)
            {
                var pictures = kind == ExperimentKind.Pictures && results.IsComplete
                    ? Pictures(dataset, scale, view, terminal) : null;
                complete &= kind != ExperimentKind.Pictures || pictures is not null;
                var report = writer.Write(kind, pictures);
                reports.Add(report.Json);
                screen.Line($"{Names.Of(kind),-12}  {report.Path}");
            }

            if (!complete)
                break;
        }

        if (json)
            terminal.Output.WriteLine(JsonText.OneLine(
                new JsonObject { ["complete"] = complete, ["reports"] = new JsonArray([.. reports]) }));
        if (complete)
            return ExitCode.Done;
        screen.Line("Interrupted; the same command again goes on from here.");
        return ExitCode.Interrupted;
    }

    /// <summary>What the pictures are drawn from, for the first seed, or null where that was interrupted.</summary>
    private static ClassPictures? Pictures(
        GzslDataset dataset, ExperimentScale scale, ProgressView view, Terminal terminal)
    {
        var cells = ExperimentPlan.Cells(ExperimentKind.Pictures, scale);
        try
        {
            return view.Run(show => ClassPictureMaker.Make(
                dataset, cells[0].Options, cells[1].Options, scale.Seeds[0], new Relay<TrainingProgress>(value =>
                    show(value.Fraction, value.TimeLeft, $"pictures  {ProgressText.Describe(value)}")),
                    terminal.Cancellation));
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
