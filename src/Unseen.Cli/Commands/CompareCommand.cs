using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Reporting;
using Unseen.Cli.Screens;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Runs.Training;
using Unseen.Training;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen compare</c>: a grid of configurations on one dataset, in one table.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal, TrainingFlags training)
    {
        var command = new DocumentedCommand("compare",
            "Train every combination of the given values and put them in one table.")
        {
            Examples =
            [
                "unseen compare --data data/AwA2 --adjust none,calibrated,zla --seeds 3",
                "unseen compare --data data/CUB --generator centre,wgan --pseudo 10,100",
                "unseen compare --data data/SUN --pseudo 1,5,10,50 --out runs/sun-pseudo",
            ],
            Notes =
            [
                "Commas make lists; protocol, device and threads are the same for all.",
                "Configurations that differ in the classifier only share their generator.",
            ],
        };
        var flags = new FlagSet(command, training, CommonFlags.OfTraining(training));
        command.SetAction(parsed => Run(flags.Read(parsed, lists: true), terminal));
        return command;
    }

    private static int Run(FlagValues values, Terminal terminal)
    {
        var json = values.IsOn(CommonFlags.Json);
        var screen = terminal.ForPeople(json);
        var log = new RunLog(terminal.Clock);
        var runs = RunOptionsReader.ReadGrid(values, terminal.Warn);
        var source = CommonFlags.SourceOf(values);
        var cache = DataCache.Of(values);
        var time = terminal.Clock.GetLocalNow();
        ResultFolder.Check(CommonFlags.PlaceOf(values), ComparisonWriter.MarkerFile);
        var dataset = source.Load(cache);
        using var folder = ResultFolder.Plan(
            CommonFlags.PlaceOf(values), ComparisonWriter.MarkerFile,
                $"{RunTitle.FolderName(dataset.Name, "compare")}-{time:yyyyMMdd-HHmmss}");

        LibTorch.Load();
        screen.Line(
            $"{dataset.Name}: {runs.Count} configurations, {runs[0].Seeds.Count} "
                + $"{(runs[0].Seeds.Count == 1 ? "seed" : "seeds")} each");
        var monitor = new TrainingMonitor(new ProgressView(screen, terminal.Clock, values.IsOn(CommonFlags.Quiet)),
            log);
        var results = monitor.Run(progress => GzslTrainer.Compare(dataset, runs, progress, terminal.Cancellation));
        var summary = ComparisonWriter.Write(folder, results, runs.Count,
            RunDescription.Create(runs[0], source, dataset, time), log.Lines);

        ComparisonReport.Write(screen, results, runs.Count, folder.ShownPath);
        if (json)
            terminal.Output.WriteLine(JsonText.OneLine(summary));
        return results.Count < runs.Count || results.Any(result => result.Interrupted) ? ExitCode.Interrupted
            : ExitCode.Done;
    }
}
