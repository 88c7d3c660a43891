using System.Globalization;

namespace Unseen.Runs.Slurm;

/// <summary>The state of a task and, if the task has ended, how it ended.</summary>
/// <param name="State">state of the task, such as TIMEOUT</param>
/// <param name="ExitCode">exit code of the program</param>
/// <param name="Signal">signal that ended the program, or 0</param>
public sealed record SlurmEnd(string State, int ExitCode, int Signal)
{
    private const int Terminate = 15;

    private static readonly string[] _finalStates =
        ["BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED",
            "REVOKED", "TIMEOUT"];

    /// <summary>Whether the task succeeded.</summary>
    public bool IsSuccess => State == "COMPLETED";

    /// <summary>Whether a user or an administrator cancelled the task.</summary>
    public bool IsCancelled => State == "CANCELLED";

    /// <summary>Whether the cluster ended the task for its own reasons, such as preemption or a failed node.</summary>
    public bool IsClusterFailure => State is "PREEMPTED" or "NODE_FAIL" or "BOOT_FAIL";

    /// <summary>Whether the task ended because of its time limit: Slurm ended it, or it stopped on the signal that
    /// announces the limit.</summary>
    public bool IsTimedOut => State is "TIMEOUT" or "DEADLINE"
        || (State == "FAILED" && (ExitCode == Runs.ExitCode.Interrupted || Signal == Terminate));

    /// <summary>Determines whether a state is final.</summary>
    public static bool IsOver(string state) => _finalStates.Contains(state);

    /// <summary>Describes the state, such as "FAILED, exit code 2".</summary>
    public override string ToString() => State
        + (Signal != 0 ? string.Create(CultureInfo.InvariantCulture, $", signal {Signal}") : ExitCode != 0
            ? string.Create(CultureInfo.InvariantCulture, $", exit code {ExitCode}") : "");
}
