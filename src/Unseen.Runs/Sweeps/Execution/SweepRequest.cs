using Unseen.Runs.Slurm;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>A sweep that is to be run.</summary>
/// <param name="Spec">what is asked for</param>
/// <param name="Plan">its runs</param>
/// <param name="Folder">full path of the folder that the runs' folders go to</param>
/// <param name="Store">where runs and their results are kept</param>
/// <param name="Program">the words that start <c>unseen</c>, which each run is a process of</param>
public sealed record SweepRequest(
    SweepSpec Spec, SweepPlan Plan, string Folder, RunStore Store, IReadOnlyList<string> Program)
{
    /// <summary>Runs at a time on this machine, at least 1, default as many as cores and memory allow.</summary>
    public int Jobs { get; init; } = Plan.DefaultJobs;

    /// <summary>The cluster to run on, or null (default) for this machine.</summary>
    public SlurmCluster? Cluster { get; init; }

    /// <summary>Options of the Slurm jobs.</summary>
    public SlurmOptions Slurm { get; init; } = new([], null);

    /// <summary>Whether runs that were set aside are tried again, default false.</summary>
    public bool Retry { get; init; }

    /// <summary>Whether single runs are not reported, default false.</summary>
    public bool Quiet { get; init; }
}
