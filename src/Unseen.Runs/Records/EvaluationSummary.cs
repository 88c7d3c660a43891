using System.Text.Json.Nodes;
using Unseen.Adaptation;
using Unseen.Data;
using Unseen.Evaluation;

namespace Unseen.Runs.Records;

/// <summary>Compares the scores of a saved model on test images with the scores that its run recorded.</summary>
public static class EvaluationSummary
{
    /// <summary>Determines by checksums whether a dataset has the same files as the dataset of a run.</summary>
    /// <param name="description">the description of the run, or null</param>
    /// <param name="dataset">the dataset</param>
    /// <returns>true or false, or null if the run recorded no checksums</returns>
    public static bool? IsSameData(RunDescription? description, GzslDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return description?.Data?.Sha256 is not { Count: > 0 } checksums ? null
            : checksums.Count == dataset.Checksums.Count
                && dataset.Checksums.All(pair => checksums.GetValueOrDefault(pair.Key) == pair.Value);
    }

    /// <summary>Selects the test images to score. Under the transductive protocol, the images that the model learnt
    /// from are left out. If the files of the data have changed, it is not known which images these are, so all are
    /// scored.</summary>
    /// <param name="dataset">the dataset</param>
    /// <param name="recorded">the scores that the run recorded, or null</param>
    /// <param name="isSameData">the result of <see cref="IsSameData"/></param>
    /// <param name="warn">receives warnings about changed files and about images that the model learnt from</param>
    public static GzslDataset SelectImages(
        GzslDataset dataset, SeedMetrics? recorded, bool? isSameData, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(warn);
        if (isSameData == false)
            warn("the data's files differ from the files that the model was trained with (checksums in options.json).");
        if (recorded?.Pool is null)
            return dataset;
        warn("the model learnt from half of the test images of its data, without their labels. "
            + (isSameData == false ? "They can be among the scored images." : "Only the other half is scored."));
        return isSameData == false ? dataset : TransductivePool.RemoveFrom(dataset, recorded.Seed);
    }

    /// <summary>Creates the summary as JSON.</summary>
    /// <param name="scores">the current scores</param>
    /// <param name="reliability">the calibration of the current probabilities</param>
    /// <param name="description">the description of the run, or null</param>
    /// <param name="recorded">the scores that the run recorded, or null</param>
    /// <param name="isSameData">the result of <see cref="IsSameData"/></param>
    public static JsonObject ToJson(GzslResult scores, Reliability reliability, RunDescription? description,
        SeedMetrics? recorded, bool? isSameData)
    {
        var summary = JsonText.FromRecord(Scores.Create(scores))!;
        summary.Insert(0, "protocol", description?.Protocol);
        summary["calibrationError"] = JsonText.FromRecord(CalibrationErrors.Create(reliability));
        summary["recorded"] = JsonText.FromRecord(recorded);
        summary["sameData"] = isSameData;
        return summary;
    }

    /// <summary>Formats recorded scores for a table.</summary>
    internal static string[] Cells(SeedMetrics scores)
    {
        static string Percent(double? value) => Words.Percent(value ?? double.NaN);
        return
        [
            Percent(scores.U), Percent(scores.S), Percent(scores.H), Percent(scores.T1),
            Words.Area(new MeanAndDeviation(scores.Ausuc ?? double.NaN, 0), seeds: 1),
        ];
    }
}
