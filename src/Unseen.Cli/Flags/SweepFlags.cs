using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Sweeps;

namespace Unseen.Cli.Flags;

/// <summary>The flags of a sweep.</summary>
internal static class SweepFlags
{
    public static Flag Out { get; } =
        new("--out", OptionKind.Text, "DIR", "Folder for the folders of the runs [default: runs/NAME].");

    public static Flag Jobs { get; } =
        new("--jobs", OptionKind.Whole, "N", "Runs at a time on this machine [default: as cores and memory allow].");

    public static Flag Retry { get; } =
        new("--retry", OptionKind.Switch, "",
            "Retry runs that were set aside and, without --executor slurm, unfinished runs of Slurm jobs (stop the "
            + "jobs first).");

    public static Flag DryRun { get; } = new("--dry-run", OptionKind.Switch, "", "List the runs, and start none.");

    /// <summary>Reads the number of runs at a time.</summary>
    /// <exception cref="UsageException">The value is not a whole number of at least 1.</exception>
    public static int GetJobs(FlagValues values, SweepPlan plan) =>
        values.Text(Jobs) is { } text ? OptionText.ToCount(text, Jobs.Name) : plan.DefaultJobs;
}
