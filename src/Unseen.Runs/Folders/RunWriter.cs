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
    /// <param name="result">of the run</param>
    /// <param name="dataset">what it was run on</param>
    /// <param name="loadSeconds">seconds that loading took</param>
    /// <param name="log">lines of log.txt</param>
    /// <param name="further">writes what such a run has beside, or null</param>
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
        // last: says that all is there
        AtomicFile.WriteText(folder.PathOf(RunMetrics.FileName),
            JsonText.Indented(JsonText.OfRecord(RunMetrics.CreateFull(result, dataset.ClassNames, loadSeconds))!));
        folder.Complete(result.Interrupted);
    }
}
