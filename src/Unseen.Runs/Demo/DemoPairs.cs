using Unseen.Evaluation;
using Unseen.Runs.Folders;
using Unseen.Training;

namespace Unseen.Runs.Demo;

/// <summary>Trains the methods of <see cref="DemoPlan.Contenders"/> for every pair of unseen digits. Not
/// thread-safe.</summary>
/// <param name="seed">seed of all runs</param>
/// <param name="epochs">epochs of every classifier, at least 1</param>
public sealed class DemoPairs(int seed, int epochs)
{
    private readonly IReadOnlyList<RunOptions> _contenders = DemoPlan.Contenders(seed, epochs);
    private readonly int[][] _pairs = [.. UnseenDigits.Pairs()];
    private readonly List<(int[] Pair, IReadOnlyList<RunResult> Results)> _finished = [];

    /// <summary>The number of pairs.</summary>
    public int Count => _pairs.Length;

    /// <summary>The number of methods for each pair.</summary>
    public int Methods => _contenders.Count;

    /// <summary>The pairs for which all methods were trained, with one result per method.</summary>
    public IReadOnlyList<(int[] Pair, IReadOnlyList<RunResult> Results)> Finished => _finished;

    /// <summary>Trains for each pair in turn. Loads libtorch.</summary>
    /// <param name="show">receives the finished fraction from 0 to 1, the remaining time, and the latest result</param>
    /// <param name="clock">the clock for the remaining time</param>
    /// <param name="cancellation">stops the training; finished pairs are kept</param>
    /// <returns>true if all pairs are finished, false if the training was cancelled</returns>
    public bool Train(
        Action<double, TimeSpan?, string> show, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(show);
        ArgumentNullException.ThrowIfNull(clock);
        var start = clock.GetTimestamp();
        foreach (var pair in _pairs)
        {
            if (cancellation.IsCancellationRequested)
                return false;
            try
            {
                var results = GzslTrainer.Compare(
                    DigitsDataset.Create(pair), _contenders, cancellation: cancellation);
                if (results.Count < _contenders.Count || results.Any(result => result.Interrupted))
                    return false;
                _finished.Add((pair, results));
            }
            catch (OperationCanceledException)
            {
                return false;
            }

            var left = clock.GetElapsedTime(start) * (_pairs.Length - _finished.Count) / _finished.Count;
            var latest = $"{UnseenDigits.Name(pair)}: H {Words.Percent(_finished[^1].Results[0].H.Mean)}";
            show((double)_finished.Count / _pairs.Length, left,
                $"{_finished.Count} of {_pairs.Length} pairs  {latest}");
        }

        return true;
    }

    /// <summary>Formats H of the first method as lines of a table, with a row and a column for each digit.</summary>
    internal IEnumerable<string> HarmonicMeans()
    {
        var columns = Enumerable.Range(1, DigitsDataset.Digits - 1);
        yield return "     " + string.Concat(columns.Select(digit => $"{digit,7}"));
        for (var first = 0; first < DigitsDataset.Digits - 1; first++)
            yield return ($"{first,5}" + string.Concat(columns.Select(second => $"{HarmonicMean(first, second),7}")))
                .TrimEnd();
    }

    /// <summary>Formats the title of each method, and its U, S and H averaged over the finished pairs.</summary>
    internal IEnumerable<string[]> MeansOfMethods() => _contenders.Select((options, method) => (string[])
    [
        RunTitle.Create(options), MeanOverPairs(method, result => result.U.Mean),
        MeanOverPairs(method, result => result.S.Mean), MeanOverPairs(method, result => result.H.Mean),
    ]);

    private string HarmonicMean(int first, int second) =>
        _finished.FirstOrDefault(entry => entry.Pair[0] == first && entry.Pair[1] == second).Results
            is { } results ? Words.Percent(results[0].H.Mean) : "";

    private string MeanOverPairs(int method, Func<RunResult, double> value)
    {
        var mean = MeanAndDeviation.Compute(_finished.Select(entry => value(entry.Results[method])));
        return Words.Percent(mean, _finished.Count);
    }
}
