using System.Diagnostics;
using System.Globalization;
using Unseen.Cli.Runs;
using Unseen.Store;

namespace Unseen.Cli.Sweeps;

/// <summary>Runs a sweep on this machine, several runs at a time. Others may work on it at the same time, elsewhere or here.</summary>
/// <param name="store">the store of runs</param>
/// <param name="sweep">the sweep's name</param>
/// <param name="jobs">runs at a time</param>
/// <param name="progress">told what happens</param>
internal sealed class LocalExecutor(RunStore store, string sweep, int jobs, SweepProgress progress) : ISweepExecutor
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _beat = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    private static string Owner { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName} process {Environment.ProcessId} since {Process.GetCurrentProcess().StartTime.ToUniversalTime():yyyy-MM-ddTHH:mm:ss}");

    /// <summary>Works until nobody has anything left to do.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop; runs that had begun are saved and given back.</exception>
    public void Run(CancellationToken cancellation)
    {
        GiveBackOfTheDead();
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
            throw exception.InnerExceptions.FirstOrDefault(inner => inner is not OperationCanceledException) ?? exception.InnerExceptions[0];
        }
    }

    private void Work(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (store.Take(sweep, Owner, _lease) is { } run)
                Train(run, cancellation);
            else if (store.Runs(sweep).Any(other => other.State is RunState.Pending or RunState.Running))
                cancellation.WaitHandle.WaitOne(_pause); // another may fail or be killed, and leave it
            else
                return;
        }
    }

    private void Train(StoredRun run, CancellationToken cancellation)
    {
        using var beat = new Timer(_ => Keep(run), null, _beat, _beat);
        var exitCode = RunRecord.IsComplete(run.Folder) ? ExitCode.Done : TrainProcess.Run(run, cancellation);
        if (cancellation.IsCancellationRequested && exitCode != ExitCode.Done)
        {
            store.Release(run);
            cancellation.ThrowIfCancellationRequested();
        }

        if (exitCode == ExitCode.Done && RunRecord.IsComplete(run.Folder))
        {
            var metrics = RunRow.Kept(run.Folder);
            if (store.Complete(run, metrics))
                progress.Done(run, metrics);
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
            progress.Say($"warning: {exception.Message}"); // the next beat may get through; without one, another takes the run over
        }
    }

    /// <summary>Gives back what processes of this machine had that are there no more.</summary>
    private void GiveBackOfTheDead()
    {
        foreach (var run in store.Runs(sweep).Where(run => run.State == RunState.Running && IsOfTheDead(run.Owner)))
            store.Release(run);
    }

    private static bool IsOfTheDead(string? owner)
    {
        if (owner?.Split(' ') is not [var machine, "process", var id, "since", var since] || machine != Environment.MachineName
            || !int.TryParse(id, CultureInfo.InvariantCulture, out var process)
            || !DateTime.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var start))
            return false;
        try
        {
            using var alive = Process.GetProcessById(process);
            return (alive.StartTime.ToUniversalTime() - start).Duration() > TimeSpan.FromSeconds(2); // else another got its number
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
