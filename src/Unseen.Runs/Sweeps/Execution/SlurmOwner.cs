using System.Globalization;
using Unseen.Runs.Slurm;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>A Slurm task as the owner of a run.</summary>
/// <param name="Array">job id of the array; until the id is known, "tag:" and the tag of the array</param>
/// <param name="Index">index of the task in the array</param>
/// <param name="Cluster">name of the cluster, since several clusters can share a store</param>
internal sealed record SlurmOwner(string Array, int Index, string Cluster)
{
    private const string Prefix = "slurm ", Of = " of ", Tag = "tag:";

    /// <summary>The id of the task, or null if the job id of the array is not known.</summary>
    public SlurmTaskId? Task => long.TryParse(Array, NumberStyles.None, CultureInfo.InvariantCulture, out var job)
        ? new SlurmTaskId(job, Index) : null;

    /// <summary>Creates the owner for a task of a submitted array.</summary>
    public static SlurmOwner CreateForJob(SlurmTaskId task, string cluster) =>
        new(task.Job.ToString(CultureInfo.InvariantCulture), task.Index, cluster);

    /// <summary>Creates the owner for a task of an array that is about to be submitted.</summary>
    public static SlurmOwner CreateForTag(string tag, int index, string cluster) => new(Tag + tag, index, cluster);

    /// <summary>Parses an owner; null if it is not a Slurm task.</summary>
    public static SlurmOwner? Parse(string? owner)
    {
        if (owner is null || !owner.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var (task, cluster) = owner[Prefix.Length..].Split(Of, 2) is [var first, var second] ? (first, second)
            : ("", "");
        return task.Split('_') is [{ Length: > 0 } array, var index]
            && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new SlurmOwner(array, number, cluster)
            : null;
    }

    /// <summary>Determines whether the owner is a task that was created by <see cref="CreateForTag"/> with this tag and
    /// index.</summary>
    public bool Is(string tag, int index) => Array == Tag + tag && Index == index;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Array}_{Index}{Of}{Cluster}");
}
