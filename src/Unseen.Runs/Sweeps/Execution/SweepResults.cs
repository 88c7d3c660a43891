using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;


namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Takes the results of finished runs into the store.</summary>
internal static class SweepResults
{
    /// <summary>Writes a complete run's results down, and says so unless another has done that.</summary>
    /// <param name="store">the store of runs</param>
    /// <param name="run">the run, as it was taken</param>
    /// <param name="progress">told of it</param>
    public static void Gather(RunStore store, StoredRun run, SweepProgress progress)
    {
        var metrics = RunRow.Kept(run.Folder);
        if (store.Complete(run, metrics))
            progress.Done(run, metrics);
    }
}
