using System.Globalization;
using Unseen.Runs.Slurm;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>A task of Slurm as the owner of a run.</summary>
/// <param name="Array">the array's job id, or its tag while nobody knows whether it was submitted</param>
/// <param name="Index">the task's index in it</param>
/// <param name="Cluster">the cluster's name: others may share the store</param>
internal sealed record SlurmOwner(string Array, int Index, string Cluster)
{
    private const string Prefix = "slurm ", Of = " of ", Tag = "tag:";

    /// <summary>The task, once its array is submitted.</summary>
    public SlurmTaskId? Task => long.TryParse(Array, NumberStyles.None, CultureInfo.InvariantCulture, out var job)
        ? new SlurmTaskId(job, Index) : null;

    /// <summary>A task of an array that is submitted.</summary>
    public static SlurmOwner OfJob(SlurmTaskId task, string cluster) =>
        new(task.Job.ToString(CultureInfo.InvariantCulture), task.Index, cluster);

    /// <summary>A task of an array that is about to be submitted.</summary>
    public static SlurmOwner OfTag(string tag, int index, string cluster) => new(Tag + tag, index, cluster);

    /// <summary>Reads an owner; null if it is something else.</summary>
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

    /// <summary>Whether the owner is a task of an array that was about to be submitted under a tag.</summary>
    public bool Is(string tag, int index) => Array == Tag + tag && Index == index;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Array}_{Index}{Of}{Cluster}");
}
