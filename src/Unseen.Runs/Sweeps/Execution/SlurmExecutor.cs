using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Runs.Slurm;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>
/// Runs a sweep as array jobs of Slurm, and watches them. All it knows is in the store and in Slurm: ended at any
/// moment and begun again, it goes on, and submits nothing twice. Others may work on the sweep at the same time.
/// </summary>
/// <param name="store">the store of runs</param>
/// <param name="sweep">the sweep's name</param>
/// <param name="folder">the sweep's folder, which the cluster's nodes see too</param>
/// <param name="threads">processor cores of a run</param>
/// <param name="cluster">where to submit to</param>
/// <param name="options">what to ask it for</param>
/// <param name="program">the words that start the program, on the nodes too</param>
/// <param name="progress">told what happens</param>
internal sealed class SlurmExecutor(
    RunStore store, string sweep, string folder, int threads, SlurmCluster cluster, SlurmOptions options,
    IReadOnlyList<string> program, SweepProgress progress) : ISweepExecutor
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan _beat = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan _shortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(15);
    // a file server may show a node's files to other machines so much later
    private static readonly TimeSpan _grace = TimeSpan.FromMinutes(2);

    private readonly Dictionary<SlurmTaskId, DateTime> _succeeded = [];
    private readonly HashSet<long> _jobs = [];
    private int _most = cluster.MaxTasks;
    private int? _refusedAt;
    private bool _isFirstLook = true;

    public string WhenInterrupted => _jobs.Count == 0
        ? "Interrupted; the same command again goes on from here."
        : $"Interrupted; Slurm goes on with {(_jobs.Count == 1 ? "job" : "jobs")} {string.Join(", ", _jobs.Order())}, "
            + $"which {SlurmCluster.HowToCancel(_jobs.Order())} ends. The same command again looks after them.";

    private string JobName => $"unseen-{sweep}";

    private string Folder => Path.Combine(folder, "slurm");

    /// <summary>Submits what is to be done, and waits until nobody has anything left to do.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop; what was submitted goes on.</exception>
    /// <exception cref="IOException">Slurm refuses the jobs, or does not answer for minutes.</exception>
    public void Run(CancellationToken cancellation)
    {
        ProcessOwner.ReleaseEnded(store, sweep);
        var pause = _shortestPause;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var changed = Look(out var live, cancellation);
            changed |= Submit(live, cancellation);
            if (!store.HasWorkLeft(sweep))
                return;
            pause = changed ? _shortestPause
                : TimeSpan.FromSeconds(Math.Min(_longestPause.TotalSeconds, pause.TotalSeconds * 1.25));
            cancellation.WaitHandle.WaitOne(pause);
        }
    }

    /// <summary>Checks the state of the tasks.</summary>
    /// <returns>whether anything did</returns>
    private bool Look(out int live, CancellationToken cancellation)
    {
        // The store first: what it says is submitted, Slurm knows.
        var runs = store.Running(sweep).Select(run => (Run: run, Owner: SlurmOwner.Parse(run.Owner)))
            .Where(pair => pair.Owner?.Cluster == cluster.Name).ToArray();
        var queue = cluster.Queue(JobName, cancellation).GroupBy(task => task.Id)
            .ToDictionary(group => group.Key, group => group.Last());
        var tagged = queue.Values.GroupBy(task => (task.Tag, task.Id.Index))
            .ToDictionary(group => group.Key, group => group.Last().Id);
        var changed = false;
        live = 0;
        _jobs.Clear();
        foreach (var (run, owner) in runs)
        {
            var id = owner!.Task;
            if (id is null && tagged.Where(pair => owner.Is(pair.Key.Tag, pair.Key.Index))
                .Select(pair => (SlurmTaskId?)pair.Value).FirstOrDefault() is { } found)
            {
                // It was submitted, and the process that did so ended before it could say so.
                id = found;
                store.Keep(run, Timeout.InfiniteTimeSpan, SlurmOwner.OfJob(found, cluster.Name).ToString());
            }

            if (id is not { } task)
                continue; // its lease runs out
            if (queue.GetValueOrDefault(task) is { IsOver: false, IsStuck: false }
                || !Settle(run, task, queue.GetValueOrDefault(task), cancellation))
            {
                _jobs.Add(task.Job);
                live++;
            }
            else
            {
                changed = true;
                if (new FileInfo(SlurmArray.LogOf(Folder, task)) is { Exists: true, Length: 0 } log)
                    log.Delete();
            }
        }

        _isFirstLook = false;
        return changed;
    }

    /// <summary>Writes down how a task ended.</summary>
    /// <returns>false if it has not</returns>
    private bool Settle(StoredRun run, SlurmTaskId task, SlurmTask? listed, CancellationToken cancellation)
    {
        if (listed is { IsStuck: true })
        {
            SlurmCluster.Cancel(task);
            return GoOn(run, task, listed.Reason);
        }

        var end = cluster.EndOf(task, cancellation);
        if (end is not null && !SlurmEnd.IsOver(end.State))
            return false;
        if (RunRecord.IsComplete(run.Folder))
            return Complete(run);
        if (end is { IsSuccess: true }
            && DateTime.UtcNow - (_succeeded.TryAdd(task, DateTime.UtcNow) ? DateTime.UtcNow
            : _succeeded[task]) < _grace)
            return false;
        if (end is { ExitCode: ExitCode.InUse, Signal: 0 })
            return GoOn(run, task, "its folder is in use", wasBegun: false);
        var hasCheckpoint = RunFolder.HasCheckpointIn(run.Folder);
        // the last by the one who then stopped this command too
        if (end is null ? hasCheckpoint
            : end.IsClusterFailure || (end.IsTimedOut && hasCheckpoint) || (end.IsCancelled && _isFirstLook))
            return GoOn(run, task, end?.ToString() ?? "gone");

        var why = $"job {task}: {end?.ToString() ?? "Slurm knows nothing of it any more"}";
        var log = TrainProcess.EndOfLog(run);
        var own = SlurmArray.LogOf(Folder, task);
        if (File.Exists(own) && File.ReadAllText(own).TrimEnd() is { Length: > 0 } said)
            log = $"{log}\n{said}";
        if (store.Fail(run, $"{log}\n{why}"))
            progress.Failed(run, $"{log.Split('\n')[^1]} ({why})");
        return true;
    }

    private bool GoOn(StoredRun run, SlurmTaskId task, string why, bool wasBegun = true)
    {
        if (store.Release(run, wasBegun))
            progress.Say($"job {task}: {why}; another goes on with {Path.GetFileName(run.Folder)}");
        return true;
    }

    private bool Complete(StoredRun run)
    {
        SweepResults.Gather(store, run, progress);
        return true;
    }

    /// <summary>Submits what nobody has.</summary>
    /// <returns>whether there was anything</returns>
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
            var taken = store.Take(sweep, ProcessOwner.Name, _lease, _most);
            if (taken.Count == 0)
                break;
            foreach (var run in taken)
                if (RunRecord.IsComplete(run.Folder))
                    Complete(run);
                else
                    runs.Add(run);
        }

        return runs;
    }

    /// <summary>Submits runs as an array.</summary>
    /// <returns>false if there is no room for any more at this moment</returns>
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
            var tagged = run with { Owner = SlurmOwner.OfTag(array.Tag, items.Count, cluster.Name).ToString() };
            if (!store.Keep(tagged, _lease))
                continue; // another has it by now
            runs.Add(tagged);
            items.Add(Path.GetFullPath(run.Folder));
        }

        if (runs.Count == 0)
            return true;
        try
        {
            var job = Submit(array, runs, cancellation);
            foreach (var (index, run) in runs.Index())
                if (store.Keep(run, Timeout.InfiniteTimeSpan,
                    SlurmOwner.OfJob(new SlurmTaskId(job, index), cluster.Name).ToString()))
                    live++;
                else
                    SlurmCluster.Cancel(new SlurmTaskId(job, index)); // another has it by now
            progress.Say($"job {job}: {runs.Count} {(runs.Count == 1 ? "run" : "runs")} submitted");
            _jobs.Add(job);
            return true;
        }
        catch (SlurmRefusalException refusal)
        {
            runs.ForEach(run => store.Release(run, wasBegun: false));
            if (live == 0 && runs.Count == 1)
                throw;
            // There may be as many as a user may have, or a job: fewer at a time may get in, at once or where others
            // have ended.
            _most = Math.Max(1, runs.Count / 2);
            if (live == 0)
                return true;
            progress.Say($"{refusal.Message}; tried again once another task has ended");
            _refusedAt = live;
            return false;
        }
    }

    private long Submit(SlurmArray array, List<StoredRun> runs, CancellationToken cancellation)
    {
        var beat = new Timer(_ => Keep(runs), null, _beat, _beat); // Slurm may not answer for minutes
        try
        {
            return cluster.Submit(array, cancellation, mayBeSmaller: true);
        }
        finally
        {
            beat.DisposeAsync().AsTask().Wait(CancellationToken.None); // a beat under way would undo what comes next
        }
    }

    private void Keep(List<StoredRun> runs)
    {
        try
        {
            runs.ForEach(run => store.Keep(run, _lease));
        }
        catch (StoreException exception)
        {
            progress.Say($"warning: {exception.Message}"); // the next beat may get through
        }
    }

    /// <summary>The script of a task: the same as <see cref="TrainProcess.Arguments"/>, decided when the task
    /// starts.</summary>
    private string Work
    {
        get
        {
            var words = string.Join(' ', program.Select(SlurmArray.Quote));
            return $"""
                exec >> "$item.log" 2>&1
                unfinished=$item
                if [ -d "$item.new" ]; then unfinished=$item.new; fi
                if [ -f "$unfinished/{RunDescription.FileName}" ]; then
                    exec {words} train --resume "$item" --wait {TrainProcess.WaitForOthers} --quiet
                fi
                exec {words} train --config "$item.json" --out "$item" --quiet
                """;
        }
    }
}
