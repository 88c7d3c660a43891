using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Executes a sweep on this machine, several runs at a time. Other processes, on this or other machines, can
/// work on the same sweep at the same time.</summary>
/// <param name="store">the store of runs</param>
/// <param name="sweep">name of the sweep</param>
/// <param name="jobs">number of runs at a time</param>
/// <param name="program">command that starts the program</param>
/// <param name="progress">reports the progress</param>
internal sealed class LocalExecutor(
    RunStore store, string sweep, int jobs, IReadOnlyList<string> program, SweepProgress progress) : ISweepExecutor
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _renewalInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    private readonly SlurmLeftovers _leftovers = new(store, sweep, progress);

    public string WhenInterrupted => "Interrupted. Run the same command again to continue.";

    /// <summary>Executes runs until all runs of the sweep are done or set aside.</summary>
    /// <exception cref="IOException">All remaining runs belong to Slurm tasks.</exception>
    /// <exception cref="StoreException">The store cannot be used. Runs in progress are saved.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. Runs in progress are saved and
    /// released.</exception>
    public void Run(CancellationToken cancellation)
    {
        ProcessOwner.ReleaseEnded(store, sweep);
        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var workers = Enumerable.Range(0, jobs).Select(_ => Task.Factory.StartNew(
            () =>
            {
                try
                {
                    Work(failure.Token);
                }
                catch
                {
                    failure.Cancel(); // the store is unavailable or the disk is full, so stop and save the other runs
                    throw;
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        try
        {
            Task.WaitAll(workers, CancellationToken.None);
        }
        catch (AggregateException exception)
        {
            throw exception.InnerExceptions.FirstOrDefault(inner => inner is not OperationCanceledException)
                ?? exception.InnerExceptions[0];
        }
    }

    private void Work(CancellationToken cancellation)
    {
        var allBelongToSlurm = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (store.Take(sweep, ProcessOwner.Name, _lease) is { } run)
                Train(run, cancellation);
            else if (!store.HasWorkLeft(sweep))
                return;
            else if (allBelongToSlurm)
                throw _leftovers.Problem(); // no run has become free since the last check
            else if (allBelongToSlurm = _leftovers.Collect())
                continue;
            else
                cancellation.WaitHandle.WaitOne(_pause); // a run of another process may become free again
            allBelongToSlurm = false;
        }
    }

    private void Train(StoredRun run, CancellationToken cancellation)
    {
        using var renewal = new Timer(_ => RenewLease(run), null, _renewalInterval, _renewalInterval);
        if (SweepResults.TryGather(store, run, progress))
            return;
        var exitCode = TrainProcess.Run(run, program, cancellation);
        if (cancellation.IsCancellationRequested && exitCode != ExitCode.Done)
        {
            store.Release(run);
            cancellation.ThrowIfCancellationRequested();
        }

        if (exitCode == ExitCode.Done && SweepResults.TryGather(store, run, progress))
            return;
        if (exitCode is ExitCode.Interrupted)
        {
            store.Release(run); // only the training process was interrupted, and it has saved its state
        }
        else if (exitCode is ExitCode.InUse)
        {
            store.Release(run, wasBegun: false);
            cancellation.WaitHandle.WaitOne(_pause); // the process that uses the folder may take the run soon, or exit
        }
        else if (store.Fail(run, TrainProcess.EndOfLog(run)))
        {
            progress.Failed(run, TrainProcess.EndOfLog(run).Split('\n')[^1]);
        }
    }

    private void RenewLease(StoredRun run)
    {
        try
        {
            store.RenewLease(run, _lease);
        }
        catch (StoreException exception)
        {
            // The next renewal may succeed. Otherwise the lease expires, and another process can take the run.
            progress.Say($"warning: {exception.Message}");
        }
    }
}
