using System.CommandLine;
using System.Text.Json.Nodes;
using Unseen.Cli.Flags;
using Unseen.Cli.Reporting;
using Unseen.Cli.Screens;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Slurm;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps;
using Unseen.Runs.Sweeps.Execution;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen sweep</c>: a grid or random search over options, datasets and seeds, each run an <c>unseen
/// train</c> of its own.</summary>
internal static class SweepCommand
{
    public static Command Create(Terminal terminal, TrainingFlags training)
    {
        var spec = new Argument<string?>(
            "SPEC")
        { Description = "A JSON file that says what to try.", Arity = ArgumentArity.ZeroOrOne };
        var command = new DocumentedCommand("sweep",
            "Search over options, datasets and seeds: many runs of unseen train, here or elsewhere.")
        {
            Examples = ["unseen sweep flo.json", "unseen sweep flo.json --dry-run",
                "unseen sweep flo.json --store postgresql://me@db/unseen",
                "unseen sweep flo.json --executor slurm --time 2:00:00 --memory 8G", "unseen sweep report flo"],
            Notes =
            [
                "SPEC is such as",
                "  {",
                "    \"name\": \"flo\",",
                "    \"datasets\": [\"data/FLO\", {\"data\": \"data/CUB\", \"semantics\": \"sent\"}],",
                "    \"seeds\": 3,",
                "    \"options\": {\"generator\": \"wgan\"},",
                "    \"vary\": {\"pseudo\": [1, 10, 100], \"adjust\": [\"none\", \"zla\"]}",
                "  }",
                "with options as in a configuration file. A random search instead of the grid:",
                "  \"search\": {\"random\": 20, \"seed\": 0}, which may draw from ranges too, as in",
                "  \"vary\": {\"learningRate\": {\"from\": 1e-5, \"to\": 1e-3, \"scale\": \"log\"}}",
                "",
                "A run has one thread unless \"options\" say otherwise. The same command again",
                "goes on where it was stopped, also in the middle of a run, and on a second",
                "machine with the same store and folders it helps. What fails twice is set",
                "aside with its log. Exit code 1 says that something was.",
                "",
                "With --executor slurm runs are tasks of array jobs, saved before their time is",
                "over and then gone on with in another job. Nodes need the same folders, and",
                "this program at the same place. Ctrl-C leaves the jobs running.",
            ],
        };
        command.Add(spec);
        var flags = new FlagSet(
            command, training, [StoreFlags.Store, SweepFlags.Out, SweepFlags.Jobs, SweepFlags.Retry, SweepFlags.DryRun,
                .. SlurmFlags.All, CommonFlags.Cache, CommonFlags.NoCache, CommonFlags.Json, CommonFlags.Quiet]);
        command.SetAction(parsed => Run(parsed.GetValue(spec), flags.Read(parsed), terminal));
        command.Add(SweepReportCommand.Create(terminal));
        return command;
    }

    private static int Run(string? path, FlagValues values, Terminal terminal)
    {
        var spec = SweepSpecReader.Read(path ?? throw new UsageException("SPEC is required."),
            values.Training.Methods, values.Training.LoadedPlugin);
        var slurm = SlurmFlags.Read(values);
        if (slurm is not null && values.Text(SweepFlags.Jobs) is not null)
            throw new UsageException(
                $"{SweepFlags.Jobs.Name} must be left out with {SlurmFlags.Executor.Name} slurm, but came with it. "
                + $"{SlurmFlags.AtOnce.Name} says how many tasks run at a time.");
        var json = values.IsOn(CommonFlags.Json);
        var screen = terminal.ForPeople(json);
        var folder = Path.GetFullPath(values.Text(SweepFlags.Out)
            ?? Path.Combine(ResultFolder.DefaultParent, spec.Name));
        if (slurm is not null)
            SlurmArray.RequireFolder(folder);
        var plan = SweepPlan.Make(spec, folder, DataCache.Of(values), terminal.Warn);
        var jobs = SweepFlags.JobsOf(values, plan);
        screen.Line($"{spec.Name}: {plan.Runs.Count} {(plan.Runs.Count == 1 ? "run" : "runs")}, "
            + $"{(slurm is null ? $"{jobs} at a time" : "as jobs of Slurm")}, "
            + $"{(plan.ThreadsARun == 1 ? "1 thread" : $"{plan.ThreadsARun} threads")} and about "
            + $"{Words.Megabytes((long)plan.BytesARun)} each");
        if (values.IsOn(SweepFlags.DryRun))
        {
            foreach (var run in plan.Runs)
                screen.Line($"{run.Run.Number + 1,5}  {run.Run.Id}  {run.Run.Config}");
            return ExitCode.Done;
        }

        var cluster = slurm is null ? null : SlurmCluster.Find(screen.Line, terminal.Cancellation);
        var store = StoreFlags.Open(values, terminal.Clock);
        RequireOwnName(spec, folder, store);
        var dropped = Dropped(store, spec.Name, plan);
        store.Put(spec.Name, spec.Text, folder, [.. plan.Runs.Select(run => run.Run)]);
        if (values.IsOn(SweepFlags.Retry) && store.PutBack(spec.Name) is > 0 and var again)
            screen.Line($"{again} {(again == 1 ? "run that was" : "runs that were")} set aside "
                + $"{(again == 1 ? "is" : "are")} tried again");
        if (dropped > 0)
            screen.Line($"{dropped} {(dropped == 1 ? "run that was" : "runs that were")} not begun "
                + $"{(dropped == 1 ? "is" : "are")} in the sweep no more, since {Path.GetFileName(path)} does not ask "
                + $"for {(dropped == 1 ? "it" : "them")}");
        if (values.IsOn(SweepFlags.Retry) && cluster is null)
            SlurmLeftovers.GiveBack(store, spec.Name);
        var before = Rows(store, spec.Name);
        var progress = new SweepProgress(
            screen.Line, before.Count, before.Count(row => row.Run.State is RunState.Done or RunState.SetAside),
                RunRow.Differing(before), before.ToDictionary(row => row.Run.Id, row => row.Dataset),
                values.IsOn(CommonFlags.Quiet));
        string? interruption = null;
        ISweepExecutor executor = cluster is null
            ? new LocalExecutor(store, spec.Name, jobs, OwnProgram.Words, progress)
            : new SlurmExecutor(store, spec.Name, folder, plan.ThreadsARun, cluster, slurm!,
                OwnProgram.Words, progress);
        try
        {
            executor.Run(terminal.Cancellation);
        }
        catch (OperationCanceledException) when (terminal.Cancellation.IsCancellationRequested)
        {
            interruption = executor.WhenInterrupted;
        }

        return Conclude(screen, store, spec.Name, interruption, json ? terminal.Output : null);
    }

    /// <summary>Two sweeps of one name would take each other's runs out of the store; what they cannot share is the
    /// folder.</summary>
    private static void RequireOwnName(SweepSpec spec, string folder, RunStore store)
    {
        if (store.Sweeps().FirstOrDefault(sweep => sweep.Name == spec.Name) is { } other && other.Folder != folder)
            throw new UsageException(
                $"{spec.Name} must be the name of one sweep in {store.Place}, but was that of the one in "
                + $"{other.Folder} too. Say another name in SPEC, or {SweepFlags.Out.Name} {other.Folder} to go on "
                + "with that one.");
    }

    private static int Dropped(RunStore store, string sweep, SweepPlan plan) =>
        store.Runs(sweep).Where(run => run.State == RunState.Pending && run.Starts == 0)
            .ExceptBy(plan.Runs.Select(run => run.Run.Id), run => run.Id).Count();

    private static int Conclude(Screen screen, RunStore store, string name, string? interruption, TextWriter? json)
    {
        var rows = Rows(store, name);
        var sweep = store.Sweeps().Single(sweep => sweep.Name == name);
        var report = Path.Combine(sweep.Folder, SweepReport.FileName);
        SweepReport.Write(report, sweep, rows);
        int Count(RunState state) => rows.Count(row => row.Run.State == state);
        SweepSummary.Write(screen, sweep, rows);
        screen.Line($"Runs      {Count(RunState.Done)} of {rows.Count} "
            + $"done{(Count(RunState.SetAside) is > 0 and var aside ? $", {aside} set aside; --retry tries them again" : "")}");
        screen.Line($"Store     {store.Place}");
        screen.Line($"Report    {report}");
        if (interruption is not null)
            screen.Line(interruption);
        json?.WriteLine(JsonText.OneLine(new JsonObject
        {
            ["sweep"] = name,
            ["done"] = Count(RunState.Done),
            ["setAside"] = Count(RunState.SetAside),
            ["runs"] = rows.Count,
            ["report"] = report,
            ["interrupted"] = interruption is not null,
        }));
        return interruption is not null ? ExitCode.Interrupted : Count(RunState.SetAside) > 0 ? ExitCode.BadInput
            : ExitCode.Done;
    }

    private static IReadOnlyList<RunRow> Rows(RunStore store, string sweep) =>
        RunRow.All([.. store.Runs(sweep).Where(run => run.IsWanted)]);
}
