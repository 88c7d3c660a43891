namespace Unseen.Runs.Slurm;

/// <summary>A task as squeue lists it.</summary>
/// <param name="Id">which it is</param>
/// <param name="State">its state, such as RUNNING</param>
/// <param name="Reason">why it is in that state</param>
/// <param name="Tag">what its submission was marked with</param>
public sealed record SlurmTask(SlurmTaskId Id, string State, string Reason, string Tag)
{
    /// <summary>Whether the task has ended.</summary>
    public bool IsOver => SlurmEnd.IsOver(State);

    /// <summary>Whether it stays in the queue for ever: its node could not start it, and Slurm holds it for somebody to
    /// look at.</summary>
    public bool IsStuck => State is "PENDING" or "REQUEUE_HOLD" && Reason.Replace('_', ' ')
        .StartsWith("launch failed requeued held", StringComparison.OrdinalIgnoreCase);
}
