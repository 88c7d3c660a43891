using Spectre.Console;
using Unseen.Evaluation;
using Unseen.Training;

namespace Unseen.Cli.Reporting;

/// <summary>Tables of U, S, H, T1 and AUSUC.</summary>
internal static class MetricsTable
{
    /// <summary>An empty table with the metrics' columns, after one of names where that has a heading.</summary>
    public static Table Create(string? names, params IEnumerable<string> metrics)
    {
        var table = new Table().Border(TableBorder.Simple);
        if (names is not null)
            table.AddColumn(new TableColumn(new Text(names)));
        foreach (var metric in metrics)
            table.AddColumn(new TableColumn(metric).RightAligned().NoWrap());
        return table;
    }

    /// <summary>A run's means, and over several seeds their deviations.</summary>
    public static string[] Cells(RunResult result)
    {
        var seeds = result.Seeds.Count;
        return
        [
            Words.Percent(result.U, seeds), Words.Percent(result.S, seeds), Words.Percent(result.H, seeds),
                Words.Percent(result.T1, seeds),
            Words.Area(result.Ausuc, seeds),
        ];
    }

    public static string[] Cells(GzslResult test) =>
    [
        Words.Percent(test.U), Words.Percent(test.S), Words.Percent(test.H), Words.Percent(test.T1),
        Words.Area(new MeanAndDeviation(test.Ausuc, 0), seeds: 1),
    ];
}
