namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Runs the runs of a sweep.</summary>
internal interface ISweepExecutor
{
    /// <summary>The message after an interruption: what goes on, and how to continue.</summary>
    string WhenInterrupted { get; }

    /// <summary>Works until every run is done or set aside.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    void Run(CancellationToken cancellation);
}
