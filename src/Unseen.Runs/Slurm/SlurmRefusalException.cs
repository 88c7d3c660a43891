namespace Unseen.Runs.Slurm;

/// <summary>Thrown if sbatch refuses a job for a reason that a retry does not change, or refuses an array that does not
/// fit into the queue.</summary>
/// <param name="message">the message of sbatch</param>
internal sealed class SlurmRefusalException(string message) : IOException(message);
