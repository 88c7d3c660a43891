using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Runs.Slurm;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>
/// Executes a sweep as Slurm array jobs, and monitors them. The state of the sweep is in the store and in Slurm, so
/// that the executor can be stopped and restarted at any time without submitting a run twice. Other processes can work
/// on the same sweep at the same time.
/// </summary>
/// <param name="store">the store of runs</param>
/// <param name="sweep">name of the sweep</param>
/// <param name="folder">folder of the sweep, which the cluster's nodes must be able to access</param>
/// <param name="threads">number of processor cores per run</param>
/// <param name="cluster">the cluster to submit to</param>
/// <param name="options">options of the jobs</param>
/// <param name="program">command that starts the program, on the nodes too</param>
/// <param name="progress">reports the progress</param>
internal sealed class SlurmExecutor(
    RunStore store, string sweep, string folder, int threads, SlurmCluster cluster, SlurmOptions options,
    IReadOnlyList<string> program, SweepProgress progress) : ISweepExecutor
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan _renewalInterval = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan _minPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _maxPause = TimeSpan.FromSeconds(15);
    // It can take this long until files that a node writes are visible on other machines.
    private static readonly TimeSpan _grace = TimeSpan.FromMinutes(2);

    private readonly Dictionary<SlurmTaskId, DateTime> _succeeded = [];
    private HashSet<long> _jobs = [];
    private int _maxTasks = cluster.MaxTasks;
    private int? _refusedAt;
    private bool _isFirstCheck = true;

    public string WhenInterrupted => _jobs.Count == 0
        ? "Interrupted. Run the same command again to continue."
        : $"Interrupted. Slurm continues {(_jobs.Count == 1 ? "job" : "jobs")} {string.Join(", ", _jobs.Order())}. Run "
            + $"the same command again to continue, or {SlurmCluster.HowToCancel(_jobs.Order())} to stop.";

    private string JobName => $"unseen-{sweep}";

    private string Folder => Path.Combine(folder, "slurm");

    /// <summary>Submits the free runs, and waits until all runs are done or set aside.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled. Submitted jobs continue.</exception>
    /// <exception cref="IOException">Slurm refused a job, did not answer for ten minutes, or cannot use the
    /// folder.</exception>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public void Run(CancellationToken cancellation)
    {
        ProcessOwner.ReleaseEnded(store, sweep);
        var pause = _minPause;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var changed = CheckTasks(out var live, cancellation);
            changed |= Submit(live, cancellation);
            if (!store.HasWorkLeft(sweep))
                return;
            pause = changed ? _minPause
                : TimeSpan.FromSeconds(Math.Min(_maxPause.TotalSeconds, pause.TotalSeconds * 1.25));
            cancellation.WaitHandle.WaitOne(pause);
        }
    }

    /// <summary>Checks the states of the tasks, and stores how tasks ended.</summary>
    /// <param name="live">receives the number of tasks that have not ended</param>
    /// <param name="cancellation">stops waiting for Slurm</param>
    /// <returns>whether any task has ended</returns>
    private bool CheckTasks(out int live, CancellationToken cancellation)
    {
        // Read the store first, so that Slurm knows every job that is recorded as submitted in the store.
        var runs = store.Running(sweep).Select(run => (Run: run, Owner: SlurmOwner.Parse(run.Owner)))
            .Where(pair => pair.Owner?.Cluster == cluster.Name).ToArray();
        var queue = cluster.Queue(JobName, cancellation).GroupBy(task => task.Id)
            .ToDictionary(group => group.Key, group => group.Last());
        var tagged = queue.Values.GroupBy(task => (task.Tag, task.Id.Index))
            .ToDictionary(group => group.Key, group => group.Last().Id);
        var changed = false;
        live = 0;
        HashSet<long> jobs = [];
        foreach (var (run, owner) in runs)
        {
            var id = owner!.Task;
            if (id is null && tagged.Where(pair => owner.Is(pair.Key.Tag, pair.Key.Index))
                .Select(pair => (SlurmTaskId?)pair.Value).FirstOrDefault() is { } found)
            {
                // The array was submitted, but the process ended before it could store the job id.
                id = found;
                store.RenewLease(
                    run, Timeout.InfiniteTimeSpan, SlurmOwner.CreateForJob(found, cluster.Name).ToString());
            }

            if (id is not { } task)
                continue; // the array is not in the queue; if it is never submitted, the lease of the run expires
            if (queue.GetValueOrDefault(task) is { IsOver: false, IsStuck: false }
                || !Settle(run, task, queue.GetValueOrDefault(task), cancellation))
            {
                jobs.Add(task.Job);
                live++;
            }
            else
            {
                changed = true;
                if (new FileInfo(SlurmArray.GetLog(Folder, task)) is { Exists: true, Length: 0 } log)
                    log.Delete();
            }
        }

        _jobs = jobs; // only now, so that an interrupted check does not forget jobs
        _isFirstCheck = false;
        return changed;
    }

    /// <summary>Stores how a task ended.</summary>
    /// <returns>false if the task has not ended</returns>
    private bool Settle(StoredRun run, SlurmTaskId task, SlurmTask? listed, CancellationToken cancellation)
    {
        if (listed is { IsStuck: true })
        {
            SlurmCluster.Cancel(task);
            return ReleaseForAnotherJob(run, task, listed.Reason);
        }

        var end = cluster.GetEnd(task, cancellation);
        if (end is not null && !SlurmEnd.IsOver(end.State))
            return false;
        if (SweepResults.TryGather(store, run, progress))
            return true;
        if (end is { IsSuccess: true }
            && DateTime.UtcNow - (_succeeded.TryAdd(task, DateTime.UtcNow) ? DateTime.UtcNow
            : _succeeded[task]) < _grace)
            return false;
        if (end is { ExitCode: ExitCode.InUse, Signal: 0 })
            return ReleaseForAnotherJob(run, task, "its folder is in use", wasBegun: false);
        var hasCheckpoint = RunFolder.HasCheckpointIn(run.Folder);
        // A task that was cancelled before the first check has not failed: the user probably interrupted this command
        // and cancelled the jobs.
        if (end is null ? hasCheckpoint
            : end.IsClusterFailure || (end.IsTimedOut && hasCheckpoint) || (end.IsCancelled && _isFirstCheck))
            return ReleaseForAnotherJob(run, task, end?.ToString() ?? "gone");

        var why = $"job {task}: {end?.ToString() ?? "Slurm no longer knows it"}";
        var log = TrainProcess.EndOfLog(run);
        var taskLog = SlurmArray.GetLog(Folder, task);
        if (File.Exists(taskLog) && File.ReadAllText(taskLog).TrimEnd() is { Length: > 0 } output)
            log = $"{log}\n{output}";
        if (store.Fail(run, $"{log}\n{why}"))
            progress.Failed(run, $"{log.Split('\n')[^1]} ({why})");
        return true;
    }

    private bool ReleaseForAnotherJob(StoredRun run, SlurmTaskId task, string why, bool wasBegun = true)
    {
        if (store.Release(run, wasBegun))
            progress.Say($"job {task}: {why}; another job continues {Path.GetFileName(run.Folder)}");
        return true;
    }

    /// <summary>Submits the free runs.</summary>
    /// <returns>whether any run was submitted</returns>
    private bool Submit(int live, CancellationToken cancellation)
    {
        if (live >= _refusedAt)
            return false;
        _refusedAt = null;
        var submitted = false;
        while (Take(cancellation) is { Count: > 0 } runs)
        {
            if (!Submit(runs, ref live, cancellation))
                return submitted;
            submitted = true;
        }

        return submitted;
    }

    private List<StoredRun> Take(CancellationToken cancellation)
    {
        List<StoredRun> runs = [];
        while (runs.Count == 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var taken = store.Take(sweep, ProcessOwner.Name, _lease, _maxTasks);
            if (taken.Count == 0)
                break;
            runs.AddRange(taken.Where(run => !SweepResults.TryGather(store, run, progress)));
        }

        return runs;
    }

    /// <summary>Submits runs as an array.</summary>
    /// <returns>false if Slurm accepts no more tasks until another task has ended</returns>
    private bool Submit(List<StoredRun> taken, ref int live, CancellationToken cancellation)
    {
        List<StoredRun> runs = [];
        List<string> items = [];
        var array = new SlurmArray(JobName, Folder)
        {
            Threads = threads,
            Options = options,
            Items = items,
            Work = Work
        };
        foreach (var run in taken)
        {
            TrainProcess.Prepare(run);
            var tagged = run with { Owner = SlurmOwner.CreateForTag(array.Tag, items.Count, cluster.Name).ToString() };
            if (!store.RenewLease(tagged, _lease))
                continue; // another process has taken the run
            runs.Add(tagged);
            items.Add(Path.GetFullPath(run.Folder));
        }

        if (runs.Count == 0)
            return true;
        try
        {
            var job = Submit(array, runs, cancellation);
            foreach (var (index, run) in runs.Index())
                if (store.RenewLease(run, Timeout.InfiniteTimeSpan,
                    SlurmOwner.CreateForJob(new SlurmTaskId(job, index), cluster.Name).ToString()))
                    live++;
                else
                    SlurmCluster.Cancel(new SlurmTaskId(job, index)); // another process has taken the run
            progress.Say($"job {job}: {runs.Count} {(runs.Count == 1 ? "run" : "runs")} submitted");
            _jobs.Add(job);
            return true;
        }
        catch (SlurmRefusalException refusal)
        {
            runs.ForEach(run => store.Release(run, wasBegun: false));
            if (live == 0 && runs.Count == 1)
                throw;
            // The limit of tasks per user or per job may have been reached. Try a smaller array: immediately if no task
            // is left, otherwise after another task has ended.
            _maxTasks = Math.Max(1, runs.Count / 2);
            if (live == 0)
                return true;
            progress.Say($"{refusal.Message} The next attempt follows when another task has ended.");
            _refusedAt = live;
            return false;
        }
    }

    private long Submit(SlurmArray array, List<StoredRun> runs, CancellationToken cancellation)
    {
        // Slurm may take minutes to answer, so the leases of the runs are extended meanwhile.
        var renewal = new Timer(_ => RenewLeases(runs), null, _renewalInterval, _renewalInterval);
        try
        {
            return cluster.Submit(array, cancellation, mayBeSmaller: true);
        }
        finally
        {
            // wait for a renewal in progress, which would otherwise overwrite the next change of a lease
            renewal.DisposeAsync().AsTask().Wait(CancellationToken.None);
        }
    }

    private void RenewLeases(List<StoredRun> runs)
    {
        try
        {
            runs.ForEach(run => store.RenewLease(run, _lease));
        }
        catch (StoreException exception)
        {
            progress.Say($"warning: {exception.Message}"); // the next renewal may succeed
        }
    }

    /// <summary>The script of a task. It chooses the arguments as <see cref="TrainProcess.Arguments"/> does, but only
    /// when the task starts.</summary>
    private string Work
    {
        get
        {
            var words = string.Join(' ', program.Select(SlurmArray.Quote));
            var replacement = "$item" + RunFolder.NewSuffix;
            return $"""
                exec >> "$item.log" 2>&1
                unfinished=$item
                if [ -f "{replacement}/{RunDescription.FileName}" ]; then unfinished={replacement}; fi
                if [ -f "$unfinished/{RunDescription.FileName}" ]; then
                    exec {words} train --resume "$item" --wait {TrainProcess.WaitForOthers} --quiet
                fi
                exec {words} train --config "$item.json" --out "$item" --quiet
                """;
        }
    }
}
