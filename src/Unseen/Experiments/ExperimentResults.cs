using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Training;

namespace Unseen.Experiments;

/// <summary>The available results of an experiment's cells on one dataset.</summary>
public sealed class ExperimentResults
{
    private readonly Dictionary<string, CellResult> _byKey;
    private readonly IReadOnlyList<int> _seeds;
    private readonly string _content; // of the dataset, for the keys

    internal ExperimentResults(GzslDataset dataset, IReadOnlyList<int> seeds, Dictionary<string, CellResult> byKey,
        bool isComplete)
    {
        (Dataset, _seeds, _byKey, IsComplete) = (dataset, seeds, byKey, isComplete);
        _content = ResultStore.ContentOf(dataset);
    }

    /// <summary>The dataset.</summary>
    public GzslDataset Dataset { get; }

    /// <summary>Whether every cell has a result for every seed.</summary>
    public bool IsComplete { get; }

    /// <summary>Gets a cell's results in the order of the seeds. There are fewer results than seeds if the experiment
    /// was stopped.</summary>
    public IReadOnlyList<CellResult> Of(ExperimentCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return
        [
            .. from seed in _seeds
               let key = ResultStore.KeyOf(_content, cell.Options, seed)
               where _byKey.ContainsKey(key)
               select _byKey[key],
        ];
    }

    /// <summary>Computes the training time of cells in seconds, without validation. A generator that several cells
    /// share counts once.</summary>
    public double TrainingSeconds(IEnumerable<ExperimentCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var results = cells.SelectMany(cell => Of(cell)
            .Select(result => (Generator: GeneratorSession.KeyOf(cell.Options), Result: result))).Distinct().ToArray();
        return results.Sum(one => one.Result.ClassifierSeconds)
            + results.Select(one => (one.Generator, one.Result.Seed, one.Result.GeneratorSeconds)).Distinct()
                .Sum(one => one.GeneratorSeconds);
    }

    /// <summary>Computes the mean and deviation of a number over the seeds; null if there is no result.</summary>
    public MeanAndDeviation? Summary(ExperimentCell cell, Func<CellResult, double> value) =>
        Of(cell) is [_, ..] results ? MeanAndDeviation.Of(results.Select(value)) : null;
}
