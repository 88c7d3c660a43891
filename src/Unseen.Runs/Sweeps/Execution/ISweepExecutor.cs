namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Where the runs of a sweep are run.</summary>
internal interface ISweepExecutor
{
    /// <summary>What to say once it was asked to stop: what goes on, and how to go on.</summary>
    string WhenInterrupted { get; }

    /// <summary>Works until every run is done or set aside.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    void Run(CancellationToken cancellation);
}
