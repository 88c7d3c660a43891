namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Executes the runs of a sweep.</summary>
internal interface ISweepExecutor
{
    /// <summary>The message for an interruption, which says what is still running and how to continue.</summary>
    string WhenInterrupted { get; }

    /// <summary>Executes runs until every run is done or set aside.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    void Run(CancellationToken cancellation);
}
