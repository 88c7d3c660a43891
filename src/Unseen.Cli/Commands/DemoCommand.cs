using System.CommandLine;
using Unseen.Cli.Demo;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Demo;
using Unseen.Runs.Training;
using Unseen.Training;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen demo</c>: demonstrates generalized zero-shot learning on real digits in half a minute.</summary>
internal static class DemoCommand
{
    private static readonly Flag _unseen = new(
        "--unseen", OptionKind.Text, "DIGITS", "Digits that training never sees, at least two [default: 3,6].");
    private static readonly Flag _allPairs = new(
        "--all-pairs", OptionKind.Switch, "",
        "Train with all 45 pairs of unseen digits, and show the mean (takes minutes).");
    private static readonly Flag _seed = new("--seed", OptionKind.Whole, "N", "Seed [default: 0].");
    private static readonly Flag _epochs =
        new("--epochs", OptionKind.Whole, "E", "Epochs of every classifier.") { Hidden = true };

    public static Command Create(Terminal terminal)
    {
        var command = new DocumentedCommand(
            "demo", "Watch a model read handwritten digits that it has never seen, from descriptions alone (half a "
                + "minute, no data needed).")
        {
            Examples = ["unseen demo", "unseen demo --unseen 4,9", "unseen demo --all-pairs"],
        };
        var flags = new FlagSet(command, _unseen, _allPairs, _seed, CommonFlags.Quiet, _epochs);
        command.SetAction(parsed => Run(flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(FlagValues values, Terminal terminal)
    {
        var screen = terminal.ForPeople(json: false);
        var quiet = values.IsOn(CommonFlags.Quiet);
        var seed = OptionText.ToWhole(values.Text(_seed) ?? "0", _seed.Name);
        if (seed < 0)
            throw new UsageException($"{_seed.Name} must be at least 0, but was {seed}.");
        var epochs = OptionText.ToWhole(values.Text(_epochs) ?? $"{DemoPlan.Epochs}", _epochs.Name);
        terminal.StopsWhenCancelled = true;
        LibTorch.Load();
        if (values.IsOn(_allPairs))
        {
            if (values.Text(_unseen) is not null)
                throw UsageException.Together(_allPairs.Name, _unseen.Name);
            return new AllPairs(terminal, screen, seed, epochs).Run(quiet);
        }

        var unseen = values.Text(_unseen) is { } text ? UnseenDigits.Read(text, _unseen.Name) : UnseenDigits.Default;
        var dataset = DigitsDataset.Create(unseen);
        var report = new DemoReport(screen, dataset, unseen);
        report.Introduce();
        var runs = DemoPlan.Grid(seed, epochs);
        var monitor = new TrainingMonitor(new ProgressView(screen, terminal.Clock, quiet), new RunLog(terminal.Clock));
        var results = monitor.Run(progress => GzslTrainer.Compare(
            dataset, runs, progress, cancellation: terminal.Cancellation));
        report.Conclude(results);
        return results.Count < runs.Count || results.Any(result => result.Interrupted) ? ExitCode.Interrupted
            : ExitCode.Done;
    }
}
