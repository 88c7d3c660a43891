using Unseen.Runs.Slurm;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>A request to execute a sweep.</summary>
/// <param name="Spec">specification of the sweep</param>
/// <param name="Plan">runs of the sweep</param>
/// <param name="Folder">full path of the folder for the folders of the runs</param>
/// <param name="Store">store of runs and their results</param>
/// <param name="Program">words of the command that starts <c>unseen</c>; each run is a process</param>
public sealed record SweepRequest(
    SweepSpec Spec, SweepPlan Plan, string Folder, RunStore Store, IReadOnlyList<string> Program)
{
    /// <summary>The number of runs at a time on this machine, at least 1; default
    /// <see cref="SweepPlan.DefaultJobs"/>.</summary>
    public int Jobs { get; init; } = Plan.DefaultJobs;

    /// <summary>The cluster to run on, or null (default) for this machine.</summary>
    public SlurmCluster? Cluster { get; init; }

    /// <summary>The options of the Slurm jobs.</summary>
    public SlurmOptions Slurm { get; init; } = new([], null);

    /// <summary>Whether to retry runs that were set aside, default false.</summary>
    public bool Retry { get; init; }

    /// <summary>Whether to omit messages about single runs and jobs, default false.</summary>
    public bool Quiet { get; init; }
}
