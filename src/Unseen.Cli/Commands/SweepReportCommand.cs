using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen sweep report</c>: writes a report about a sweep as an HTML page.</summary>
internal static class SweepReportCommand
{
    private static readonly Flag _out =
        new("--out", OptionKind.Text, "FILE", "The page [default: report.html in the sweep's folder].");

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The sweep's name." };
        var command = new DocumentedCommand("report",
            "Write an HTML page: the best combination by validation H, all combinations, and the effect of each "
            + "option.")
        {
            Examples = ["unseen sweep report flo", "unseen sweep report flo --out flo.html"],
        };
        command.Add(name);
        var flags = new FlagSet(command, StoreFlags.Store, _out);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(name), flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string name, FlagValues values, Terminal terminal)
    {
        var store = StoreFlags.OpenExisting(values, terminal.Clock);
        var sweeps = store.Sweeps();
        var sweep = sweeps.FirstOrDefault(sweep => sweep.Name == name)
            ?? throw new UsageException($"{store.Place} has no sweep '{name}'."
                + NearestName.Question(name, sweeps.Select(sweep => sweep.Name)));
        var (path, place) = (values.Text(_out) ?? Path.Combine(sweep.Folder, SweepReport.FileName), store.Place);
        if (!RunStore.IsServer(place) && RealPath.Comparer.Equals(RealPath.Resolve(path), RealPath.Resolve(place)))
            throw new UsageException($"{_out.Name} would replace {place}, which the command reads. Name another file.");
        SweepReport.Write(path, sweep, RunRow.All([.. store.Runs(name).Where(run => run.IsWanted)]));
        terminal.Output.WriteLine(path);
        return ExitCode.Done;
    }
}
