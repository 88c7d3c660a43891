namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Executes the runs of a sweep.</summary>
internal interface ISweepExecutor
{
    /// <summary>The message after an interruption, which says what still runs and how to continue.</summary>
    string WhenInterrupted { get; }

    /// <summary>Works until every run is done or set aside.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    void Run(CancellationToken cancellation);
}
