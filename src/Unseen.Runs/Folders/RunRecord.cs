using Unseen.Inference;
using Unseen.Runs.Records;

namespace Unseen.Runs.Folders;

/// <summary>The records in the folder of a model. Both are null for a model file without a run.</summary>
/// <param name="Description">what the run depends on, or null</param>
/// <param name="Metrics">its results, or null</param>
public sealed record RunRecord(RunDescription? Description, RunMetrics? Metrics)
{
    /// <summary>The scores of the model's seed as they were recorded, or null.</summary>
    public SeedMetrics? Scores => Metrics?.PerSeed is [var first, ..] ? first : null;

    /// <summary>Reads the record of a run.</summary>
    /// <param name="run">a run's folder, or a model file in one</param>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="ModelFileException">A file is damaged, or a later version wrote it.</exception>
    public static RunRecord Read(string run)
    {
        RequireThere(run);
        var folder = Directory.Exists(run) ? run : Path.GetDirectoryName(Path.GetFullPath(run))!;
        return new RunRecord(RunDescription.Read(folder), RunMetrics.Read(folder));
    }

    /// <summary>Whether a run is complete, with no unfinished run waiting to replace it.</summary>
    public static bool IsComplete(string run) => RunMetrics.Read(RunFolder.Unfinished(run)) is { Interrupted: false };

    /// <summary>Checks that there is something where a run or model should be.</summary>
    /// <exception cref="FileNotFoundException">There is nothing.</exception>
    public static void RequireThere(string run)
    {
        if (!Path.Exists(run))
            throw new FileNotFoundException($"{run}: RUN must be the folder of a run or a model file, but was absent.");
    }
}
