namespace Unseen.Runs.Slurm;

/// <summary>sbatch does not take a job, and will not in a moment either.</summary>
/// <param name="message">what it said</param>
internal sealed class SlurmRefusalException(string message) : IOException(message);
