using System.Globalization;

namespace Unseen.Runs.Slurm;

/// <summary>One task of an array job.</summary>
/// <param name="Job">the array's job id</param>
/// <param name="Index">the task's index in it, from 0 on</param>
public readonly record struct SlurmTaskId(long Job, int Index)
{
    /// <summary>The id as Slurm writes it, such as 12_3.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Job}_{Index}");
}
