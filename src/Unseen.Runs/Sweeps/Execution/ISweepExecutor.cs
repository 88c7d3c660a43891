namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Executes the runs of a sweep.</summary>
internal interface ISweepExecutor
{
    /// <summary>The message for an interruption. It says how to continue and, if there are any, which Slurm jobs are
    /// still running.</summary>
    string WhenInterrupted { get; }

    /// <summary>Executes runs until every run is done or set aside.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="IOException">Slurm refused a job, does not answer, or cannot use the folder; or all remaining
    /// runs belong to Slurm, although the sweep runs on this machine.</exception>
    /// <exception cref="Store.StoreException">The store cannot be used.</exception>
    void Run(CancellationToken cancellation);
}
