using Unseen.Evaluation;
using Unseen.Runs.Records;

namespace Unseen.Runs.Sweeps.Results;

/// <summary>A combination of options and its runs.</summary>
/// <param name="Dataset">label of the dataset</param>
/// <param name="Options">values of the options that define a combination, in their order</param>
/// <param name="Rows">one run per seed</param>
public sealed record SweepCombination(string Dataset, IReadOnlyList<string> Options, IReadOnlyList<RunRow> Rows)
{
    /// <summary>The mean H on validation classes, by which combinations are sorted; NaN if a run was not
    /// validated.</summary>
    public double Validation { get; } = Rows.Average(row => row.Number(RunMetrics.ValidationH));

    /// <summary>Computes the mean and deviation of a result over the seeds.</summary>
    public MeanAndDeviation Summarize(string name) =>
        MeanAndDeviation.Compute([.. Rows.Select(row => row.Number(name))]);

    /// <summary>Formats a result as a mean and, for several runs, its deviation.</summary>
    public string Text(string name) => Words.Percent(Summarize(name), Rows.Count);

    /// <summary>Gets all combinations with results, best first.</summary>
    /// <param name="rows">the runs; those without results are ignored</param>
    /// <param name="differing">keys of the options that define a combination</param>
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
