using System.Text.Json.Nodes;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;

namespace Unseen.Runs.Training;

/// <summary>The JSON summary of a run for other programs: its results, the verdict on its descriptions, and its
/// folder.</summary>
internal static class TrainingSummary
{
    /// <summary>Creates the summary of a training.</summary>
    public static JsonObject Create(TrainingOutcome outcome) => Create(RunMetrics.Create(outcome.Result),
        DescriptionVerdictRecord.Create(outcome.Descriptions), outcome.Folder);

    /// <summary>Reads the summary of a complete run.</summary>
    /// <param name="run">the folder of the run</param>
    /// <exception cref="Inference.ModelFileException">A file of the run is damaged.</exception>
    public static JsonObject Read(string run)
    {
        var folder = RunFolder.Unfinished(run);
        return Create(RunMetrics.Read(folder)!.WithoutDetails(), DescriptionVerdictRecord.Read(folder), run);
    }

    private static JsonObject Create(RunMetrics metrics, DescriptionVerdictRecord? descriptions, string run)
    {
        var summary = JsonText.FromRecord(metrics)!;
        summary["descriptions"] = JsonText.FromRecord(descriptions);
        summary["run"] = Path.GetFullPath(run);
        return summary;
    }
}
