using Unseen.Descriptions;

namespace Unseen.Runs.Records;

/// <summary>Reads and writes the file in a run's folder that contains the report on the descriptions. The report is
/// created before the training.</summary>
public static class DescriptionFile
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "descriptions.json";

    /// <summary>Writes the file.</summary>
    /// <param name="report">the report</param>
    /// <param name="path">path of the file</param>
    public static void Write(DescriptionReport report, string path)
    {
        ArgumentNullException.ThrowIfNull(report);
        AtomicFile.WriteText(path, JsonText.Indented(JsonText.FromRecord(report)!));
    }

    /// <summary>Reads the file in a run's folder.</summary>
    /// <returns>null if there is none, as in runs of earlier versions</returns>
    /// <exception cref="Inference.ModelFileException">The file is damaged.</exception>
    public static DescriptionReport? Read(string folder) =>
        JsonText.Read<DescriptionReport>(Path.Combine(folder, FileName));
}
