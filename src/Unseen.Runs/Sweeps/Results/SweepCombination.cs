using Unseen.Evaluation;
using Unseen.Runs.Records;

namespace Unseen.Runs.Sweeps.Results;

/// <summary>A combination and its seeds' runs.</summary>
/// <param name="Dataset">what it was trained on</param>
/// <param name="Options">values of the options that differ, in their order</param>
/// <param name="Rows">a run a seed</param>
public sealed record SweepCombination(string Dataset, IReadOnlyList<string> Options, IReadOnlyList<RunRow> Rows)
{
    /// <summary>Mean of H on validation classes; what the order is by.</summary>
    public double Validation { get; } = Rows.Average(row => row.Number(RunMetrics.ValidationH));

    /// <summary>Mean and deviation of a number over the seeds.</summary>
    public MeanAndDeviation Of(string name) => MeanAndDeviation.Of([.. Rows.Select(row => row.Number(name))]);

    /// <summary>A number as people read it.</summary>
    public string Text(string name) => Words.Percent(Of(name), Rows.Count);

    /// <summary>All combinations with results, best first.</summary>
    /// <param name="rows">runs, of which those that are done count</param>
    /// <param name="differing">options that differ</param>
    public static IReadOnlyList<SweepCombination> All(IEnumerable<RunRow> rows, IReadOnlyList<string> differing) =>
    [
        .. rows.Where(row => row.Numbers.Count > 0)
            .GroupBy(row => string.Join('\n', differing.Select(key => row.Options.GetValueOrDefault(key, ""))
                .Prepend(row.Dataset)))
            .Select(group => new SweepCombination(group.First().Dataset,
                [.. differing.Select(key => group.First().Options.GetValueOrDefault(key, "–"))], [.. group]))
            .OrderByDescending(one => double.IsFinite(one.Validation) ? one.Validation : -1),
    ];
}
