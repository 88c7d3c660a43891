using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Reporting;
using Unseen.Cli.Screens;
using Unseen.Runs;
using Unseen.Runs.Training;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen compare</c>: trains a grid of configurations on one dataset, and compares them in a
/// table.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal, TrainingFlags training)
    {
        var command = new DocumentedCommand("compare",
            "Train every combination of the given values, and compare the results in one table.")
        {
            Examples =
            [
                "unseen compare --data data/AwA2 --adjust none,calibrated,zla --seeds 3",
                "unseen compare --data data/CUB --generator centre,wgan --pseudo 10,100",
                "unseen compare --data data/SUN --pseudo 1,5,10,50 --out runs/sun-pseudo",
            ],
            Notes =
            [
                "Separate the values of an option by commas. Protocol, device and threads are the",
                "same for all. Configurations that differ only in the classifier share one",
                "trained generator.",
            ],
        };
        var flags = new FlagSet(command, training, CommonFlags.GetTrainingFlags(training));
        command.SetAction(parsed => Run(flags.Read(parsed, lists: true),
            Words.CommandLine(parsed.Tokens.Select(token => token.Value)), terminal));
        return command;
    }

    private static int Run(FlagValues values, string command, Terminal terminal)
    {
        var json = values.IsOn(CommonFlags.Json);
        var screen = terminal.ForPeople(json);
        var runs = RunOptionsReader.ReadGrid(values, terminal.Warn);
        terminal.StopsWhenCancelled = true;
        var comparison = Comparison.Run(
            CommonFlags.GetSource(values), runs, CommonFlags.GetPlace(values),
            terminal.ToContext(screen, values.IsOn(CommonFlags.Quiet)), DataCache.Create(values), command);
        ComparisonReport.Write(screen, comparison, runs.Count);
        if (json)
            terminal.Output.WriteLine(JsonText.OneLine(comparison.Summary));
        return comparison.WasCancelled ? ExitCode.Interrupted
            : comparison.Diverged.Count > 0 ? ExitCode.BadInput : ExitCode.Done;
    }
}
