namespace Unseen.Runs.Store;

/// <summary>The state of a run of a sweep.</summary>
public enum RunState
{
    /// <summary>No process works on the run. It may have been started earlier.</summary>
    Pending,

    /// <summary>A process has taken the run, and owns it until its lease ends.</summary>
    Running,

    /// <summary>The run has results.</summary>
    Done,

    /// <summary>The run failed twice or was started too often; its log says why. It is not started again until it is
    /// requeued.</summary>
    SetAside,
}
