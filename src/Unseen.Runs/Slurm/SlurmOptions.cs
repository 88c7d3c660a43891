namespace Unseen.Runs.Slurm;

/// <summary>Options of Slurm jobs.</summary>
/// <param name="Arguments">arguments of sbatch</param>
/// <param name="AtOnce">tasks of an array at a time, or null for as many as there is room for</param>
public sealed record SlurmOptions(IReadOnlyList<string> Arguments, int? AtOnce);
