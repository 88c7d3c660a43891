using Unseen.Inference;
using Unseen.Runs.Records;

namespace Unseen.Runs.Folders;

/// <summary>The records in the folder of a model. Both are null for a model file without a run.</summary>
/// <param name="Description">the inputs of the run, or null</param>
/// <param name="Metrics">the results of the run, or null</param>
public sealed record RunRecord(RunDescription? Description, RunMetrics? Metrics)
{
    /// <summary>The recorded scores of the first seed, whose model is saved; null if there are none.</summary>
    public SeedMetrics? Scores => Metrics?.PerSeed is [var first, ..] ? first : null;

    /// <summary>Reads the records of a run.</summary>
    /// <param name="run">the folder of a run, or a model file in it</param>
    /// <exception cref="FileNotFoundException">The path does not exist.</exception>
    /// <exception cref="ModelFileException">A file is damaged, or was written by a later version.</exception>
    public static RunRecord Read(string run)
    {
        RequireExists(run);
        var folder = Directory.Exists(run) ? run : Path.GetDirectoryName(Path.GetFullPath(run))!;
        return new RunRecord(RunDescription.Read(folder), RunMetrics.Read(folder));
    }

    /// <summary>Determines whether a run is complete. If an unfinished run will replace it, the unfinished run is
    /// checked.</summary>
    /// <exception cref="ModelFileException">The file of metrics is damaged.</exception>
    public static bool IsComplete(string run) => RunMetrics.Read(RunFolder.Unfinished(run)) is { Interrupted: false };

    /// <summary>Checks that the path of a run or model exists.</summary>
    /// <exception cref="FileNotFoundException">The path does not exist.</exception>
    public static void RequireExists(string run)
    {
        if (!Path.Exists(run))
            throw new FileNotFoundException($"{run} does not exist. RUN is the folder of a run, or a model file.");
    }
}
