using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Stores the results of finished runs.</summary>
internal static class SweepResults
{
    /// <summary>Stores and reports the results of a complete run. Does nothing if the run belongs to another process by
    /// now.</summary>
    /// <param name="store">the store of runs</param>
    /// <param name="run">the run as it was taken from the store</param>
    /// <param name="progress">reports the progress</param>
    public static void Gather(RunStore store, StoredRun run, SweepProgress progress)
    {
        var metrics = RunRow.Kept(run.Folder);
        if (store.Complete(run, metrics))
            progress.Done(run, metrics);
    }
}
