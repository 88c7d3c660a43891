namespace Unseen.Runs.Slurm;

/// <summary>The options of Slurm jobs.</summary>
/// <param name="Arguments">additional arguments of sbatch</param>
/// <param name="AtOnce">maximum number of tasks of an array that run at a time, or null for no limit</param>
public sealed record SlurmOptions(IReadOnlyList<string> Arguments, int? AtOnce);
