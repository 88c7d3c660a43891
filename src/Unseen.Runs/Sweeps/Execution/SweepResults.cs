using Unseen.Inference;
using Unseen.Runs.Folders;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Stores the results of finished runs.</summary>
internal static class SweepResults
{
    /// <summary>Stores and reports the results of a run if it is complete. If its file of results is damaged, records a
    /// failure. Changes nothing if the run no longer belongs to the caller.</summary>
    /// <param name="store">the store of runs</param>
    /// <param name="run">the run as it was taken from the store</param>
    /// <param name="progress">reports the progress</param>
    /// <returns>true if the run is complete or its file of results is damaged</returns>
    public static bool TryGather(RunStore store, StoredRun run, SweepProgress progress)
    {
        try
        {
            if (!RunRecord.IsComplete(run.Folder))
                return false;
            var metrics = RunRow.ReadMetrics(run.Folder);
            if (store.Complete(run, metrics))
                progress.Done(run, metrics);
        }
        catch (ModelFileException exception)
        {
            if (store.Fail(run, exception.Message))
                progress.Failed(run, exception.Message);
        }

        return true;
    }
}
