namespace Unseen.Cli.Sweeps;

/// <summary>Where the runs of a sweep are run.</summary>
internal interface ISweepExecutor
{
    /// <summary>Works until every run is done or set aside.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    void Run(CancellationToken cancellation);
}
