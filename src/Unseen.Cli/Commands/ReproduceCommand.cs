using System.CommandLine;
using System.Text.Json.Nodes;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Runs;
using Unseen.Runs.Reproduction;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen reproduce</c>: computes tables, plots and ablations of publications, and writes a report of
/// each.</summary>
internal static class ReproduceCommand
{
    public static Command Create(Terminal terminal, TrainingFlags training)
    {
        var experiment = new Argument<string>("EXPERIMENT")
        {
            Description =
            $"{string.Join(", ", ReproductionFlags.Names)} (all but encoder); or several, separated by commas."
        };
        var command = new DocumentedCommand("reproduce",
            "Compute a table, plot or ablation from the literature, and write a report.")
        {
            Examples =
            [
                "unseen reproduce all --data data/FLO --quick",
                "unseen reproduce main --data data --datasets AwA2,CUB --generators wgan",
                "unseen reproduce prior --data data/AwA2 --out reports/awa2",
            ],
            Notes =
            [
                "Each result is kept in --out. If the command is stopped, run it again to",
                "continue. Experiments share results that they have in common.",
                "Ctrl-C writes a report of the results so far (exit code 130).",
            ],
        };
        command.Add(experiment);
        var flags = new FlagSet(command, training, ReproductionFlags.Flags);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(experiment), flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string experiment, FlagValues values, Terminal terminal)
    {
        var screen = terminal.ForPeople(values.IsOn(CommonFlags.Json));
        var request = new ReproductionRequest(
            ReproductionFlags.Experiments(experiment), ReproductionFlags.Scale(values, terminal.Warn),
            ReproductionFlags.Datasets(values), ReproductionFlags.Folder(values))
        {
            Command = kind => ReproductionFlags.CommandLine(kind, values),
        };
        terminal.StopsWhenCancelled = true;
        var run = ReproductionRun.Run(
            request, terminal.ToContext(screen, values.IsOn(CommonFlags.Quiet)), DataCache.Create(values));
        if (values.IsOn(CommonFlags.Json))
            terminal.Output.WriteLine(JsonText.OneLine(
                new JsonObject { ["complete"] = run.IsComplete, ["reports"] = JsonText.CreateArray(run.Reports) }));
        if (!run.WasCancelled)
            return run.HasDiverged ? ExitCode.BadInput : ExitCode.Done;
        screen.Line("Interrupted. Run the same command again to continue.");
        return ExitCode.Interrupted;
    }
}
