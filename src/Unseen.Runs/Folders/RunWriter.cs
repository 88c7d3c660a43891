using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Runs.Records;
using Unseen.Training;

namespace Unseen.Runs.Folders;

/// <summary>Writes the results of a run to its folder.</summary>
internal static class RunWriter
{
    /// <summary>Writes the files, and completes the folder.</summary>
    /// <param name="folder">the folder</param>
    /// <param name="result">the result of the run</param>
    /// <param name="dataset">the run's data</param>
    /// <param name="loadSeconds">time of loading the data in seconds</param>
    /// <param name="log">lines of log.txt</param>
    /// <param name="further">writes additional files</param>
    public static void Write(
        RunFolder folder, RunResult result, GzslDataset dataset, double loadSeconds, IEnumerable<string> log,
        Action further)
    {
        CsvTable.Write(folder.GetPath(ClassRow.FileName), ClassRow.Create(result, dataset));
        ConfusionTable.Create(result, dataset).Write(folder.GetPath(ConfusionTable.FileName));
        CsvTable.Write(folder.GetPath(EpochRow.FileName),
            result.Seeds.SelectMany(seed => seed.History).Select(EpochRow.Create));
        var metrics = RunMetrics.CreateFull(result, dataset.ClassNames, loadSeconds);
        if (result.ModelOrNull is { } model)
        {
            model.Save(folder.GetPath(UnseenModel.FileName));
            var reliability = ModelEvaluator.MeasureReliability(model, result.Seeds[0].ScoredOn(dataset));
            CsvTable.Write(folder.GetPath(ReliabilityRow.FileName), ReliabilityRow.Create(reliability));
            metrics = metrics with { CalibrationError = CalibrationErrors.Create(reliability) };
        }

        File.WriteAllLines(folder.GetPath("log.txt"), log);
        further();
        // written last, since this file says that the run is complete
        AtomicFile.WriteText(folder.GetPath(RunMetrics.FileName),
            JsonText.Indented(JsonText.FromRecord(metrics)!));
        folder.Complete(result.Interrupted);
    }
}
