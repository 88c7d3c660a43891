namespace Unseen.Runs.Store;

/// <summary>The state of a run of a sweep.</summary>
public enum RunState
{
    /// <summary>Nobody has it; it may have been begun.</summary>
    Pending,

    /// <summary>Somebody has it, for as long as the lease lasts.</summary>
    Running,

    /// <summary>It has its results.</summary>
    Done,

    /// <summary>It failed twice; its log says why. Nobody takes it until it is put back.</summary>
    SetAside,
}
