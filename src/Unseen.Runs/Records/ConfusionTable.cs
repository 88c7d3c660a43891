using Unseen.Data;
using Unseen.Training;

namespace Unseen.Runs.Records;

/// <summary>The content of confusion.csv: how often images of each class are recognised as each class.</summary>
/// <param name="Classes">[C] names of the classes</param>
/// <param name="Counts">[C, C] numbers of test images by true class (row) and predicted class (column), summed over
/// the seeds</param>
public sealed record ConfusionTable(IReadOnlyList<string> Classes, IReadOnlyList<IReadOnlyList<int>> Counts)
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "confusion.csv";

    /// <summary>Creates the table of a run.</summary>
    public static ConfusionTable Create(RunResult result, GzslDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(dataset);
        var labels = Enumerable.Range(0, dataset.ClassNames.Length).ToArray();
        return new(dataset.ClassNames, [.. labels.Select(truth => (IReadOnlyList<int>)[.. labels.Select(
            predicted => result.Seeds.Sum(seed => seed.Test.Confusion[truth][predicted]))])]);
    }

    /// <summary>Writes confusion.csv.</summary>
    internal void Write(string path) => File.WriteAllLines(path, Classes.Select((name, truth) =>
        CsvText.Line([name, .. Counts[truth].Cast<object>()])).Prepend(CsvText.Line(["class", .. Classes])));

    /// <summary>Reads confusion.csv in a run's folder.</summary>
    /// <param name="folder">the folder</param>
    /// <param name="maxClasses">maximum number of classes</param>
    /// <returns>the table, or null if it has more than <paramref name="maxClasses"/> classes or is not square; cells
    /// that are not numbers become 0</returns>
    /// <exception cref="CsvHelper.CsvHelperException">The file is not valid CSV.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static ConfusionTable? Read(string folder, int maxClasses = int.MaxValue - 1)
    {
        var rows = CsvTable.ReadRows(Path.Combine(folder, FileName), maxClasses + 1);
        if (rows is not [var header, .. var lines] || header.Length - 1 > maxClasses
            || lines.Length != header.Length - 1 || lines.Any(line => line.Length != header.Length))
            return null;
        return new(header[1..], [.. lines.Select(line => (IReadOnlyList<int>)[.. line[1..].Select(
            cell => int.TryParse(cell, out var count) ? count : 0)])]);
    }
}
