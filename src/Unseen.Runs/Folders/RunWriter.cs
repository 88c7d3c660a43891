using Unseen.Data;
using Unseen.Inference;
using Unseen.Runs.Records;
using Unseen.Training;

namespace Unseen.Runs.Folders;

/// <summary>Writes everything about a run to its folder.</summary>
internal static class RunWriter
{
    /// <summary>Writes the folder.</summary>
    /// <param name="folder">the folder</param>
    /// <param name="result">the result of the run</param>
    /// <param name="dataset">the run's data</param>
    /// <param name="loadSeconds">time of loading the data in seconds</param>
    /// <param name="log">lines of log.txt</param>
    /// <param name="further">writes additional files, or null (default)</param>
    public static void Write(
        RunFolder folder, RunResult result, GzslDataset dataset, double loadSeconds, IEnumerable<string> log,
            Action? further = null)
    {
        CsvTable.Write(folder.PathOf(ClassRow.FileName), ClassRow.Create(result, dataset));
        ConfusionTable.Create(result, dataset).Write(folder.PathOf(ConfusionTable.FileName));
        CsvTable.Write(folder.PathOf(EpochRow.FileName),
            result.Seeds.SelectMany(seed => seed.History).Select(EpochRow.Create));
        result.ModelOrNull?.Save(folder.PathOf(UnseenModel.FileName));
        File.WriteAllLines(folder.PathOf("log.txt"), log);
        further?.Invoke();
        // written last, since this file says that the run is complete
        AtomicFile.WriteText(folder.PathOf(RunMetrics.FileName),
            JsonText.Indented(JsonText.OfRecord(RunMetrics.CreateFull(result, dataset.ClassNames, loadSeconds))!));
        folder.Complete(result.Interrupted);
    }
}
