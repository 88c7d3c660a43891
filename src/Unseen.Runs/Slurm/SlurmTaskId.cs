using System.Globalization;

namespace Unseen.Runs.Slurm;

/// <summary>The id of a task of an array job.</summary>
/// <param name="Job">job id of the array</param>
/// <param name="Index">0-based index of the task in the array</param>
public readonly record struct SlurmTaskId(long Job, int Index)
{
    /// <summary>Formats the id as Slurm does, such as 12_3.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Job}_{Index}");
}
