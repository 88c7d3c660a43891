using System.Diagnostics;
using Unseen.Runs.Slurm;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Handles runs that belong to Slurm tasks if a sweep is continued on this machine: collects the results of
/// finished runs, and detects when all remaining runs belong to Slurm tasks. Safe to call from several
/// threads.</summary>
/// <param name="store">the store of runs</param>
/// <param name="sweep">name of the sweep</param>
/// <param name="progress">reports the progress</param>
internal sealed class SlurmLeftovers(RunStore store, string sweep, SweepProgress progress)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private long? _last;

    /// <summary>Releases all runs of a sweep that belong to Slurm tasks.</summary>
    public static void ReleaseAll(RunStore store, string sweep)
    {
        foreach (var run in store.Running(sweep).Where(run => SlurmOwner.Parse(run.Owner) is not null))
            store.Release(run);
    }

    /// <summary>Collects the results of finished runs that belong to Slurm tasks. Does nothing if the last collection
    /// was less than 30 seconds ago.</summary>
    /// <returns>true if there are running runs, and all of them belong to Slurm tasks; false otherwise, or if nothing
    /// was done</returns>
    public bool Collect()
    {
        lock (_lock)
        {
            if (_last is { } last && Stopwatch.GetElapsedTime(last) < _interval)
                return false;
            _last = Stopwatch.GetTimestamp();
            var running = store.Running(sweep).Where(run => run.IsWanted).ToList();
            running.RemoveAll(run => GetTask(run) is not null && SweepResults.TryGather(store, run, progress));
            return running.Count > 0 && running.TrueForAll(run => GetTask(run) is not null);
        }
    }

    /// <summary>Creates the exception for the case that only runs of Slurm tasks are left.</summary>
    public IOException Problem()
    {
        long[] jobs = [.. store.Running(sweep).Select(GetTask).OfType<SlurmTaskId>().Select(task => task.Job).Distinct()
            .Order()];
        var named = $"{(jobs.Length == 1 ? "job" : "jobs")} {string.Join(", ", jobs)}";
        return new IOException(
            $"{sweep} has runs that belong to Slurm's {named}. Add --executor slurm to continue there; or stop "
                + $"them ({SlurmCluster.HowToCancel(jobs)}), and add --retry to continue here.");
    }

    private static SlurmTaskId? GetTask(StoredRun run) => SlurmOwner.Parse(run.Owner)?.Task;
}
