using System.Text.Json.Nodes;
using Unseen.Runs.Records;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>The result of executing a sweep, as <c>unseen sweep</c> does. The execution ends when all runs are done or
/// set aside, or when it is interrupted.</summary>
/// <param name="Sweep">the sweep in the store</param>
/// <param name="Rows">all runs of the sweep; runs that are done have results</param>
/// <param name="Report">path of the report</param>
/// <param name="Interruption">the message about an interruption, or null if there was none</param>
public sealed record SweepRun(StoredSweep Sweep, IReadOnlyList<RunRow> Rows, string Report, string? Interruption)
{
    /// <summary>The summary for other programs.</summary>
    internal JsonObject Summary => new()
    {
        ["sweep"] = Sweep.Name,
        ["done"] = Count(RunState.Done),
        ["setAside"] = Count(RunState.SetAside),
        ["runs"] = Rows.Count,
        ["report"] = Report,
        ["interrupted"] = Interruption is not null,
    };

    /// <summary>Counts the runs in a state.</summary>
    internal int Count(RunState state) => Rows.Count(row => row.Run.State == state);

    /// <summary>Executes the runs that are not done, and writes the report about all runs.</summary>
    /// <param name="request">the sweep to execute</param>
    /// <param name="context">cancellation and messages; null (default) for neither</param>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="SweepRequest.Jobs"/> is less than 1.</exception>
    /// <exception cref="UsageException">The store has another sweep of the same name, or the folder of the sweep is the
    /// folder of a run.</exception>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    /// <exception cref="IOException">All remaining runs belong to Slurm tasks although the sweep runs on this machine,
    /// or Slurm refused a job or did not answer.</exception>
    public static SweepRun Run(SweepRequest request, RunContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Jobs, 1);
        context ??= new RunContext();
        var (name, store) = (request.Spec.Name, request.Store);
        RequireOwnName(request);
        if (File.Exists(Path.Combine(request.Folder, RunDescription.FileName)))
            throw new UsageException($"{request.Folder} is the folder of a run, whose report would be replaced. Choose "
                + "another folder with --out.");
        var plan = request.Plan.Match(request.Spec, request.Folder, store.Runs(name));
        var dropped = store.Runs(name).Where(run => run.State == RunState.Pending && run.Starts == 0)
            .ExceptBy(plan.Runs.Select(run => run.Run.Id), run => run.Id).Count();
        store.Put(name, request.Spec.Text, request.Folder, [.. plan.Runs.Select(run => run.Run)]);
        if (request.Retry && store.Requeue(name) is > 0 and var requeued)
            context.Say($"{requeued} {(requeued == 1 ? "run that was" : "runs that were")} set aside "
                + $"{(requeued == 1 ? "is" : "are")} tried again");
        if (dropped > 0)
            context.Say($"{dropped} {(dropped == 1 ? "run that was" : "runs that were")} not started "
                + $"{(dropped == 1 ? "is" : "are")} no longer in the sweep, since the sweep's file does not "
                + $"include {(dropped == 1 ? "it" : "them")}");
        if (request.Retry && request.Cluster is null)
            SlurmLeftovers.ReleaseAll(store, name);
        var interruption = Execute(request, plan, context);
        var rows = GetRows(request);
        var sweep = store.Sweeps().Single(sweep => sweep.Name == name);
        var report = Path.Combine(sweep.Folder, SweepReport.FileName);
        SweepReport.Write(report, sweep, rows);
        return new SweepRun(sweep, rows, report, interruption);
    }

    /// <summary>Executes the runs that are not done.</summary>
    /// <returns>the message about an interruption, or null if there was none</returns>
    private static string? Execute(SweepRequest request, SweepPlan plan, RunContext context)
    {
        var (name, store) = (request.Spec.Name, request.Store);
        var before = GetRows(request);
        var progress = new SweepProgress(
            context.Say, before.Count, before.Count(row => row.Run.State is RunState.Done or RunState.SetAside),
            RunRow.Differing(before), before.ToDictionary(row => row.Run.Id, row => row.Dataset), request.Quiet);
        ISweepExecutor executor = request.Cluster is { } cluster
            ? new SlurmExecutor(store, name, request.Folder, plan.ThreadsPerRun, cluster, request.Slurm,
                request.Program, progress)
            : new LocalExecutor(store, name, request.Jobs, request.Program, progress);
        try
        {
            executor.Run(context.Cancellation);
            return null;
        }
        catch (OperationCanceledException) when (context.Cancellation.IsCancellationRequested)
        {
            return executor.WhenInterrupted;
        }
    }

    /// <summary>Requires that the store has no sweep of the same name in another folder, since two such sweeps would
    /// remove each other's runs from the store. If the other folder no longer exists, the sweep was moved, which is
    /// allowed.</summary>
    private static void RequireOwnName(SweepRequest request)
    {
        var (name, store) = (request.Spec.Name, request.Store);
        if (store.Sweeps().FirstOrDefault(sweep => sweep.Name == name) is { } other
            && other.Folder != request.Folder && Directory.Exists(other.Folder))
            throw new UsageException(
                $"{store.Place} already has a sweep {name}, in {other.Folder}. Choose another name in SPEC, or "
                    + $"continue the existing sweep with --out {other.Folder}.");
    }

    private static IReadOnlyList<RunRow> GetRows(SweepRequest request) =>
        RunRow.All([.. request.Store.Runs(request.Spec.Name).Where(run => run.IsWanted)]);
}
