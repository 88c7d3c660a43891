using System.Text.Json.Nodes;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Training;

namespace Unseen.Cli.Runs;

/// <summary>Writes everything about a run to its folder.</summary>
internal static class RunWriter
{
    /// <summary>Writes the folder.</summary>
    /// <param name="folder">the folder</param>
    /// <param name="result">of the run</param>
    /// <param name="dataset">what it was run on</param>
    /// <param name="config">content of options.json</param>
    /// <param name="loadSeconds">seconds that loading took</param>
    /// <param name="log">lines of log.txt</param>
    /// <param name="further">writes what such a run has beside, or null</param>
    public static void Write(
        ResultFolder folder, RunResult result, GzslDataset dataset, JsonObject config, double loadSeconds, IEnumerable<string> log, Action? further = null)
    {
        File.WriteAllText(folder.PathOf(RunConfig.FileName), JsonText.Indented(config));
        File.WriteAllText(folder.PathOf(RunMetrics.FileName), JsonText.Indented(RunMetrics.Full(result, dataset.ClassNames, loadSeconds)));
        File.WriteAllLines(folder.PathOf("per-class.csv"), RunTables.PerClass(result, dataset));
        File.WriteAllLines(folder.PathOf("confusion.csv"), RunTables.Confusion(result, dataset));
        File.WriteAllLines(folder.PathOf("history.csv"), RunTables.History(result));
        result.ModelOrNull?.Save(folder.PathOf(UnseenModel.FileName));
        File.WriteAllLines(folder.PathOf("log.txt"), log);
        further?.Invoke();
        folder.Complete();
    }
}
