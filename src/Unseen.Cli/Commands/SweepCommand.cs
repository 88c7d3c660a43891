using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Reporting;
using Unseen.Cli.Screens;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Slurm;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps;
using Unseen.Runs.Sweeps.Execution;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen sweep</c>: executes a grid or random search over options, datasets and seeds. Each run is a
/// separate process of <c>unseen train</c>.</summary>
internal static class SweepCommand
{
    public static Command Create(Terminal terminal, TrainingFlags training)
    {
        var spec = new Argument<string?>("SPEC")
        { Description = "A JSON file with the datasets, options and seeds to try.", Arity = ArgumentArity.ZeroOrOne };
        var command = new DocumentedCommand("sweep",
            "Search over options, datasets and seeds: many runs of unseen train, here or elsewhere.")
        {
            Examples = ["unseen sweep flo.json", "unseen sweep flo.json --dry-run",
                "unseen sweep flo.json --store postgresql://me@db/unseen",
                "unseen sweep flo.json --executor slurm --time 2:00:00 --memory 8G", "unseen sweep report flo"],
            Notes =
            [
                "An example of SPEC:",
                "  {",
                "    \"name\": \"flo\",",
                "    \"datasets\": [\"data/FLO\", {\"data\": \"data/CUB\", \"semantics\": \"sent\"}],",
                "    \"seeds\": 3,",
                "    \"options\": {\"generator\": \"wgan\"},",
                "    \"vary\": {\"pseudo\": [1, 10, 100], \"adjust\": [\"none\", \"zla\"]}",
                "  }",
                "Options are named as in configuration files. For a random search instead of a",
                "grid, add \"search\": {\"random\": 20, \"seed\": 0}. It can also draw from ranges:",
                "  \"vary\": {\"learningRate\": {\"from\": 1e-5, \"to\": 1e-3, \"scale\": \"log\"}}",
                "",
                "A run has one thread unless \"options\" say otherwise. If the sweep is stopped,",
                "run the same command again to continue, also in the middle of a run. Run it on a",
                "second machine with the same store and folders to share the work. A run that",
                "fails twice is set aside with its log, and the exit code is 1.",
                "",
                "With --executor slurm, runs are tasks of array jobs. They are saved before their",
                "time limit, and continue in another job. All nodes need the same folders, and",
                "this program at the same path. Ctrl-C leaves the jobs running.",
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
                $"{SweepFlags.Jobs.Name} and {SlurmFlags.Executor.Name} slurm cannot be combined: "
                    + $"{SlurmFlags.AtOnce.Name} says how many tasks run at a time.");
        var json = values.IsOn(CommonFlags.Json);
        var screen = terminal.ForPeople(json);
        var folder = Path.GetFullPath(values.Text(SweepFlags.Out)
            ?? Path.Combine(ResultFolder.DefaultParent, spec.Name));
        if (slurm is not null)
            SlurmArray.RequireFolder(folder);
        var cache = DataCache.Create(values);
        var plan = CancellableRead.Run(
            () => SweepPlan.Create(spec, folder, cache, terminal.Warn), terminal.Cancellation);
        var jobs = SweepFlags.GetJobs(values, plan);
        screen.Line($"{spec.Name}: {plan.Runs.Count} {(plan.Runs.Count == 1 ? "run" : "runs")}, "
            + $"{(slurm is null ? $"{jobs} at a time" : "as jobs of Slurm")}, "
            + $"{(plan.ThreadsPerRun == 1 ? "1 thread" : $"{plan.ThreadsPerRun} threads")} and about "
            + $"{Words.Megabytes((long)plan.BytesPerRun)} each");
        if (values.IsOn(SweepFlags.DryRun))
        {
            foreach (var run in plan.Runs)
                screen.Line($"{run.Run.Number + 1,5}  {run.Run.Id}  {run.Run.Config}");
            return ExitCode.Done;
        }

        var cluster = slurm is null ? null : SlurmCluster.Find(screen.Line, terminal.Cancellation);
        var request = new SweepRequest(
            spec, plan, folder, StoreFlags.Open(values, terminal.Clock), OwnProgram.Words)
        {
            Jobs = jobs,
            Cluster = cluster,
            Slurm = slurm ?? new SlurmOptions([], null),
            Retry = values.IsOn(SweepFlags.Retry),
            Quiet = values.IsOn(CommonFlags.Quiet),
        };
        terminal.StopsWhenCancelled = true;
        var sweep = SweepRun.Run(request, terminal.ToContext(screen, request.Quiet));
        return Report(sweep, screen, request.Store.Place, json ? terminal.Output : null);
    }

    private static int Report(SweepRun sweep, Screen screen, string store, TextWriter? json)
    {
        var (done, setAside) = (sweep.Count(RunState.Done), sweep.Count(RunState.SetAside));
        SweepSummary.Write(screen, sweep.Sweep, sweep.Rows);
        screen.Line($"Runs      {done} of {sweep.Rows.Count} done"
            + (setAside > 0 ? $", {setAside} set aside; --retry tries them again" : ""));
        screen.Line($"Store     {store}");
        screen.Line($"Report    {sweep.Report}");
        if (sweep.Interruption is { } interruption)
            screen.Line(interruption);
        json?.WriteLine(JsonText.OneLine(sweep.Summary));
        return sweep.Interruption is not null ? ExitCode.Interrupted : setAside > 0 ? ExitCode.BadInput
            : ExitCode.Done;
    }
}
