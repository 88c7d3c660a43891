using Spectre.Console;

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
}
