using Spectre.Console;
using Unseen.Cli.Reporting;
using Unseen.Cli.Screens;
using Unseen.Runs;
using Unseen.Runs.Demo;
using Unseen.Runs.Folders;

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
        var title = RunTitle.Create(_pairs.Finished[0].Results[0].Options);
        screen.Line($"H of {title} by the pair that training never saw:");
        foreach (var line in _pairs.HarmonicMeans())
            screen.Line(line);
        var table = MetricsTable.Create($"mean ± sd over {_pairs.Finished.Count} pairs", "U", "S", "H");
        foreach (var cells in _pairs.MeansOfMethods())
            table.AddRow(cells);
        screen.Render(table);
        if (_pairs.Finished.Count < _pairs.Count)
            screen.Line($"Interrupted after {_pairs.Finished.Count} of {_pairs.Count} pairs.");
    }
}
