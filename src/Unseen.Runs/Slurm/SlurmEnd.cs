using System.Globalization;

namespace Unseen.Runs.Slurm;

/// <summary>How far a task is, and how it ended.</summary>
/// <param name="State">its state, such as TIMEOUT</param>
/// <param name="ExitCode">what its program returned</param>
/// <param name="Signal">the signal that ended its program, or 0</param>
public sealed record SlurmEnd(string State, int ExitCode, int Signal)
{
    private const int Terminate = 15;

    private static readonly string[] _ends =
        ["BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED",
            "REVOKED", "TIMEOUT"];

    /// <summary>Whether it did all it had to.</summary>
    public bool IsSuccess => State == "COMPLETED";

    /// <summary>Whether somebody asked for its end.</summary>
    public bool IsCancelled => State == "CANCELLED";

    /// <summary>Whether the cluster ended it for reasons of its own, whatever the program did.</summary>
    public bool IsOfTheCluster => State is "PREEMPTED" or "NODE_FAIL" or "BOOT_FAIL";

    /// <summary>Whether its time was over, of which it may have been told before.</summary>
    public bool IsOutOfTime => State is "TIMEOUT" or "DEADLINE"
        || (State == "FAILED" && (ExitCode == Runs.ExitCode.Interrupted || Signal == Terminate));

    /// <summary>Whether a task in a state is over.</summary>
    public static bool IsOver(string state) => _ends.Contains(state);

    /// <summary>As people read it, such as "FAILED, exit code 2".</summary>
    public override string ToString() => State
        + (Signal != 0 ? string.Create(CultureInfo.InvariantCulture, $", signal {Signal}") : ExitCode != 0
            ? string.Create(CultureInfo.InvariantCulture, $", exit code {ExitCode}") : "");
}
