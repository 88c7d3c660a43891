using Unseen.Runs.Folders;
using Unseen.Runs.Store;


namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Runs a sweep on this machine, several runs at a time. Others may work on it at the same time, elsewhere or
/// here.</summary>
/// <param name="store">the store of runs</param>
/// <param name="sweep">the sweep's name</param>
/// <param name="jobs">runs at a time</param>
/// <param name="program">the words that start the program</param>
/// <param name="progress">told what happens</param>
internal sealed class LocalExecutor(
    RunStore store, string sweep, int jobs, IReadOnlyList<string> program, SweepProgress progress) : ISweepExecutor
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _beat = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    private readonly SlurmLeftovers _leftovers = new(store, sweep, progress);

    public string WhenInterrupted => "Interrupted; the same command again goes on from here.";

    /// <summary>Works until nobody has anything left to do.</summary>
    /// <exception cref="IOException">All that is left belongs to tasks of Slurm.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop; runs that had begun are saved and given
    /// back.</exception>
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
                    failure.Cancel(); // a store that is gone, or a full disk: the others save themselves
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
        var isOfSlurm = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (store.Take(sweep, ProcessOwner.Name, _lease) is { } run)
                Train(run, cancellation);
            else if (!store.HasWorkLeft(sweep))
                return;
            else if (isOfSlurm)
                throw _leftovers.Problem(); // and nobody has given anything back since
            else if (isOfSlurm = _leftovers.Look())
                continue;
            else
                cancellation.WaitHandle.WaitOne(_pause); // another may fail or be killed, and leave it
            isOfSlurm = false;
        }
    }

    private void Train(StoredRun run, CancellationToken cancellation)
    {
        using var beat = new Timer(_ => Keep(run), null, _beat, _beat);
        var exitCode = RunRecord.IsComplete(run.Folder) ? ExitCode.Done : TrainProcess.Run(run, program, cancellation);
        if (cancellation.IsCancellationRequested && exitCode != ExitCode.Done)
        {
            store.Release(run);
            cancellation.ThrowIfCancellationRequested();
        }

        if (exitCode == ExitCode.Done && RunRecord.IsComplete(run.Folder))
        {
            SweepResults.Gather(store, run, progress);
        }
        else if (exitCode is ExitCode.Interrupted)
        {
            store.Release(run); // somebody stopped this run alone; it has saved itself
        }
        else if (exitCode is ExitCode.InUse)
        {
            store.Release(run, wasBegun: false);
            cancellation.WaitHandle.WaitOne(_pause); // the process that has its folder may be about to begin, or to end
        }
        else if (store.Fail(run, TrainProcess.EndOfLog(run)))
        {
            progress.Failed(run, TrainProcess.EndOfLog(run).Split('\n')[^1]);
        }
    }

    private void Keep(StoredRun run)
    {
        try
        {
            store.Keep(run, _lease);
        }
        catch (StoreException exception)
        {
            // the next beat may get through; without one, another takes the run over
            progress.Say($"warning: {exception.Message}");
        }
    }
}
