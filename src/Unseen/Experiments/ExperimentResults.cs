using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Training;

namespace Unseen.Experiments;

/// <summary>The available results of an experiment's cells on one dataset.</summary>
public sealed class ExperimentResults
{
    private readonly Dictionary<string, CellResult> _byKey;
    private readonly Dictionary<string, string> _divergedByKey;
    private readonly IReadOnlyList<int> _seeds;
    private readonly string _content; // of the dataset, for the keys

    internal ExperimentResults(GzslDataset dataset, IReadOnlyList<int> seeds, Dictionary<string, CellResult> byKey,
        Dictionary<string, string> divergedByKey, bool wasCancelled)
    {
        (Dataset, _seeds, _byKey, _divergedByKey) = (dataset, seeds, byKey, divergedByKey);
        WasCancelled = wasCancelled;
        _content = ResultStore.GetContent(dataset);
    }

    /// <summary>The dataset.</summary>
    public GzslDataset Dataset { get; }

    /// <summary>Whether every cell has a result for every seed.</summary>
    public bool IsComplete => !WasCancelled && _divergedByKey.Count == 0;

    /// <summary>Whether the computation was cancelled, so that results can be missing.</summary>
    public bool WasCancelled { get; }

    /// <summary>Gets a cell's results in the order of the seeds. There are fewer results than seeds if the experiment
    /// was cancelled or a training diverged.</summary>
    public IReadOnlyList<CellResult> GetResults(ExperimentCell cell) => Find(cell, _byKey);

    /// <summary>Gets the reasons why a cell has no result, one for each seed with which its training diverged: the
    /// seed, the place in training, and what became infinite or NaN; then advice.</summary>
    public IReadOnlyList<string> GetDivergences(ExperimentCell cell) => Find(cell, _divergedByKey);

    /// <summary>Computes the training time of cells in seconds, without validation. A generator that several cells
    /// share counts once.</summary>
    public double TrainingSeconds(IEnumerable<ExperimentCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var results = cells.SelectMany(cell => GetResults(cell)
            .Select(result => (Generator: GeneratorSession.GetKey(cell.Options), Result: result))).Distinct().ToArray();
        return results.Sum(one => one.Result.ClassifierSeconds)
            + results.Select(one => (one.Generator, one.Result.Seed, one.Result.GeneratorSeconds)).Distinct()
                .Sum(one => one.GeneratorSeconds);
    }

    /// <summary>Computes the mean and deviation of a number over the seeds; null if there is no result.</summary>
    public MeanAndDeviation? Summary(ExperimentCell cell, Func<CellResult, double> value) =>
        GetResults(cell) is [_, ..] results ? MeanAndDeviation.Compute(results.Select(value)) : null;

    private IReadOnlyList<T> Find<T>(ExperimentCell cell, Dictionary<string, T> byKey)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return
        [
            .. from seed in _seeds
               let key = ResultStore.GetKey(_content, cell.Options, seed)
               where byKey.ContainsKey(key)
               select byKey[key],
        ];
    }
}
