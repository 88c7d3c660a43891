using Unseen.Runs.Photographs;
using Unseen.Runs.Records;
using Unseen.Runs.Reports;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Results;

/// <summary>The combinations of a sweep on one dataset, and the sentences that introduce them in a report.</summary>
internal sealed class SweepDataset
{
    /// <summary>Groups the runs into combinations.</summary>
    /// <param name="sweep">the sweep</param>
    /// <param name="label">label of the dataset</param>
    /// <param name="rows">runs of the sweep on the dataset</param>
    public SweepDataset(StoredSweep sweep, string label, IReadOnlyList<RunRow> rows)
    {
        Label = label;
        Columns = SweepColumns.List(sweep, rows);
        Combinations = SweepCombination.All(rows, Columns);
    }

    /// <summary>The label of the dataset.</summary>
    public string Label { get; }

    /// <summary>The keys of the options that define a combination.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The combinations with results, best first.</summary>
    public IReadOnlyList<SweepCombination> Combinations { get; }

    /// <summary>The combination with the highest H on validation classes; null if none was validated.</summary>
    public SweepCombination? Best =>
        Combinations is [var first, ..] && double.IsFinite(first.Validation) ? first : null;

    /// <summary>The first sentences about the dataset.</summary>
    public string Opening => Combinations.Count == 0 ? $"{Label}: no run is done yet."
        : Best is not { } best ? $"{Label}: {Combinations.Count} combinations, none of which was validated, so none is "
            + "the best."
        : $"{Label}: of {Combinations.Count} combinations, {Description(best)} is the best on validation classes, "
            + $"with H {best.Text(RunMetrics.ValidationH)}; on test images its H is {best.Text("H")} "
            + $"(U {best.Text("U")}, S {best.Text("S")}).";

    /// <summary>The command that trains the best combination with all its seeds; null if none was
    /// validated.</summary>
    public string? TrainBest => Best is not { } best ? null : TrainCommandText.CreateForConfig(
        Path.Combine(best.Rows[0].Run.Folder, RunDescription.FileName),
        [.. best.Rows.SelectMany(row => row.Seeds.Split(',')).Select(int.Parse).Distinct().Order()]);

    /// <summary>The next steps for the reader, each with a command.</summary>
    public IEnumerable<(string Text, string? Command)> Steps => Best is not { } best ? [] :
    [
        ($"{Label}: train the best combination again with all its seeds, and keep the model:", TrainBest),
        ($"{Label}: or use a model that the sweep trained:",
            $"unseen predict {Words.Quoted(best.Rows[0].Run.Folder)} "
                + (PhotoProject.Is(best.Rows[0].Data) ? "photo.jpg" : "--features FILE")),
    ];

    private string Description(SweepCombination one) => Columns.Count == 0 ? "the only one"
        : string.Join(", ", Columns.Zip(one.Options, (column, value) => $"{column} {value}"));
}
