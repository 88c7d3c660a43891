using Spectre.Console;
using Unseen.Cli.Reporting;
using Unseen.Cli.Screens;
using Unseen.Evaluation;
using Unseen.Runs;
using Unseen.Runs.Demo;
using Unseen.Runs.Folders;
using Unseen.Training;

namespace Unseen.Cli.Demo;

/// <summary>Runs the demonstration for every pair of unseen digits, since the result of a single pair says
/// little.</summary>
internal sealed class AllPairs(Terminal terminal, Screen screen, int seed, int epochs)
{
    private readonly List<(int[] Pair, IReadOnlyList<RunResult> Results)> _finished = [];

    /// <summary>Trains on all pairs and reports the results.</summary>
    /// <returns>the exit code</returns>
    public int Run(bool quiet)
    {
        var contenders = DemoPlan.Contenders(seed, epochs);
        var pairs = UnseenDigits.Pairs().ToArray();
        screen.Line($"{pairs.Length} pairs of unseen digits, {contenders.Count} methods each, seed {seed}");
        var start = terminal.Clock.GetTimestamp();
        var interrupted = new ProgressView(screen, terminal.Clock, quiet)
            .Run(show => !TrainAll(pairs, contenders, show));
        if (_finished.Count == 0)
            throw new OperationCanceledException();
        Report(pairs.Length);
        screen.Line($"Took {Words.Duration(terminal.Clock.GetElapsedTime(start))}.");
        return interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    private bool TrainAll(int[][] pairs, IReadOnlyList<RunOptions> contenders, Action<double, TimeSpan, string> show)
    {
        var start = terminal.Clock.GetTimestamp();
        foreach (var pair in pairs)
        {
            if (terminal.Cancellation.IsCancellationRequested)
                return false;
            try
            {
                var results = GzslTrainer.Compare(DigitsDataset.Create(pair), contenders, progress: null,
                    terminal.Cancellation);
                if (results.Count < contenders.Count || results.Any(result => result.Interrupted))
                    return false;
                _finished.Add((pair, results));
            }
            catch (OperationCanceledException)
            {
                return false;
            }

            var left = terminal.Clock.GetElapsedTime(start) * (pairs.Length - _finished.Count) / _finished.Count;
            var latest = $"{UnseenDigits.Name(pair)}: H {Words.Percent(_finished[^1].Results[0].H.Mean)}";
            show((double)_finished.Count / pairs.Length, left, $"{_finished.Count} of {pairs.Length} pairs  {latest}");
        }

        return true;
    }

    private void Report(int pairs)
    {
        screen.Line($"H of {RunTitle.Of(_finished[0].Results[0].Options)} by the pair that training never saw:");
        var columns = Enumerable.Range(1, DigitsDataset.Digits - 1);
        screen.Line("     " + string.Concat(columns.Select(digit => $"{digit,7}")));
        for (var first = 0; first < DigitsDataset.Digits - 1; first++)
            screen.Line(($"{first,5}" + string.Concat(columns.Select(second => $"{HarmonicMean(first, second),7}")))
                .TrimEnd());
        var table = MetricsTable.Create($"mean ± sd over {_finished.Count} pairs", "U", "S", "H");
        for (var method = 0; method < _finished[0].Results.Count; method++)
            table.AddRow(
                RunTitle.Of(_finished[0].Results[method].Options), Over(method, r => r.U.Mean),
                    Over(method, r => r.S.Mean),
                Over(method, r => r.H.Mean));
        screen.Render(table);
        if (_finished.Count < pairs)
            screen.Line($"Interrupted after {_finished.Count} of {pairs} pairs.");
    }

    private string HarmonicMean(int first, int second) =>
        _finished.FirstOrDefault(entry => entry.Pair[0] == first && entry.Pair[1] == second).Results is { } results
            ? Words.Percent(results[0].H.Mean)
            : "";

    private string Over(int method, Func<RunResult, double> value) =>
        Words.Percent(MeanAndDeviation.Of(_finished.Select(entry => value(entry.Results[method]))), _finished.Count);
}
