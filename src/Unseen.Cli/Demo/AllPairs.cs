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
    private readonly DemoPairs _pairs = new(seed, epochs);

    /// <summary>Trains on all pairs and reports the results.</summary>
    /// <returns>the exit code</returns>
    public int Run(bool quiet)
    {
        screen.Line($"{_pairs.Count} pairs of unseen digits, {_pairs.Methods} methods each, seed {seed}");
        var start = terminal.Clock.GetTimestamp();
        var interrupted = new ProgressView(screen, terminal.Clock, quiet)
            .Run(show => !_pairs.Train(show, terminal.Clock, terminal.Cancellation));
        if (_pairs.Finished.Count == 0)
            throw new OperationCanceledException();
        Report();
        screen.Line($"Took {Words.Duration(terminal.Clock.GetElapsedTime(start))}.");
        return interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    private void Report()
    {
        screen.Line($"H of {RunTitle.Of(_pairs.Finished[0].Results[0].Options)} by the pair that training never saw:");
        var columns = Enumerable.Range(1, DigitsDataset.Digits - 1);
        screen.Line("     " + string.Concat(columns.Select(digit => $"{digit,7}")));
        for (var first = 0; first < DigitsDataset.Digits - 1; first++)
            screen.Line(($"{first,5}" + string.Concat(columns.Select(second => $"{HarmonicMean(first, second),7}")))
                .TrimEnd());
        var table = MetricsTable.Create($"mean ± sd over {_pairs.Finished.Count} pairs", "U", "S", "H");
        for (var method = 0; method < _pairs.Finished[0].Results.Count; method++)
            table.AddRow(
                RunTitle.Of(_pairs.Finished[0].Results[method].Options), MeanOverPairs(method, r => r.U.Mean),
                    MeanOverPairs(method, r => r.S.Mean),
                MeanOverPairs(method, r => r.H.Mean));
        screen.Render(table);
        if (_pairs.Finished.Count < _pairs.Count)
            screen.Line($"Interrupted after {_pairs.Finished.Count} of {_pairs.Count} pairs.");
    }

    private string HarmonicMean(int first, int second) =>
        _pairs.Finished.FirstOrDefault(entry => entry.Pair[0] == first && entry.Pair[1] == second).Results
            is { } results ? Words.Percent(results[0].H.Mean) : "";

    private string MeanOverPairs(int method, Func<RunResult, double> value) =>
        Words.Percent(MeanAndDeviation.Of(_pairs.Finished.Select(entry => value(entry.Results[method]))),
            _pairs.Finished.Count);
}
