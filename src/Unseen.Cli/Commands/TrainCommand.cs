using System.CommandLine;
using System.Diagnostics;
using Unseen.Cli.Flags;
using Unseen.Cli.Help;
using Unseen.Cli.Reporting;
using Unseen.Cli.Runs;
using Unseen.Data;
using Unseen.Training;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen train</c>: one configuration, one or more seeds, one folder of results.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new DocumentedCommand("train", "Train a generalized zero-shot classifier, test it, and write everything to a folder.")
        {
            Examples =
            [
                "unseen train --data data/AwA2",
                "unseen train --data data/CUB --semantics sent --generator wgan --seeds 5",
                "unseen train --data data/AwA2 --protocol paper --sigma 1000 --out runs/awa2",
                "unseen train --config runs/awa2/options.json --seed 1",
            ],
            Notes = ["Ctrl-C ends a run early, and writes what there is of use (exit code 130)."],
        };
        var flags = new FlagSet(command, CommonFlags.OfTraining);
        command.SetAction(parsed => Run(flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(FlagValues values, Terminal terminal)
    {
        var json = values.IsOn(CommonFlags.Json);
        var screen = terminal.ForPeople(json);
        var log = new RunLog(terminal.Clock);
        var options = RunOptionsReader.ReadOne(values, terminal.Warn);
        var source = DataSource.Of(values);
        var cache = DataCache.Of(values);
        var time = terminal.Clock.GetLocalNow();
        ResultFolder.Check(values, RunConfig.FileName);
        var watch = Stopwatch.StartNew();
        var dataset = source.Load(cache);
        var loadSeconds = watch.Elapsed.TotalSeconds;
        using var folder = ResultFolder.Plan(
            values, RunConfig.FileName, $"{RunTitle.FolderName(dataset.Name, options)}-{time:yyyyMMdd-HHmmss}");

        LibTorch.Load();
        Announce(screen, log, dataset, options);
        var monitor = new TrainingMonitor(new ProgressView(screen, terminal.Clock, values.IsOn(CommonFlags.Quiet)), log);
        var result = monitor.Run(progress => GzslTrainer.Train(dataset, options, progress, terminal.Cancellation));
        foreach (var seed in result.Seeds)
            log.Add($"seed {seed.Seed}: {Words.Scores(seed.Test)}; {Words.Of(seed.Chosen)}");
        RunWriter.Write(folder, result, dataset, RunConfig.Create(options, source, dataset, time), loadSeconds, log.Lines);

        RunReport.Write(screen, result, folder.ShownPath);
        if (json)
        {
            var summary = RunMetrics.Summary(result);
            summary["run"] = folder.FinalPath;
            terminal.Output.WriteLine(JsonText.OneLine(summary));
        }

        return result.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    private static void Announce(Screen screen, RunLog log, GzslDataset dataset, RunOptions options)
    {
        var text = $"{dataset.Name}: {dataset.Split.TrainVal.Length} training images of {dataset.SeenClasses.Length} seen classes, "
            + $"{dataset.UnseenClasses.Length} unseen classes";
        screen.Line(text);
        log.Add(text);
        log.Add($"{RunTitle.Of(options)}; protocol {Words.Of(options.Protocol)}; seeds {string.Join(", ", options.Seeds)}");
    }
}
