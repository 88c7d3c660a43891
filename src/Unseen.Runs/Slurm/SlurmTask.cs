namespace Unseen.Runs.Slurm;

/// <summary>A task in the output of squeue.</summary>
/// <param name="Id">id of the task</param>
/// <param name="State">state of the task, such as RUNNING</param>
/// <param name="Reason">why the task is in this state, such as "Resources"</param>
/// <param name="Tag">tag of the array, see <see cref="SlurmArray.Tag"/></param>
public sealed record SlurmTask(SlurmTaskId Id, string State, string Reason, string Tag)
{
    /// <summary>Whether the task has ended.</summary>
    public bool IsOver => SlurmEnd.IsOver(State);

    /// <summary>Whether the task would stay in the queue forever: its node could not start it, and Slurm holds it
    /// until an administrator intervenes.</summary>
    public bool IsStuck => State is "PENDING" or "REQUEUE_HOLD" && Reason.Replace('_', ' ')
        .StartsWith("launch failed requeued held", StringComparison.OrdinalIgnoreCase);
}
