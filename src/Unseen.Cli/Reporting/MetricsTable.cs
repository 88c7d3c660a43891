using Spectre.Console;
using Unseen.Cli.Screens;

namespace Unseen.Cli.Reporting;

/// <summary>Creates tables of U, S, H, T1 and AUSUC.</summary>
internal static class MetricsTable
{
    /// <summary>Creates an empty table with columns for metrics, preceded by a column of names unless
    /// <paramref name="names"/> is null.</summary>
    public static Table Create(string? names, params IEnumerable<string> metrics)
    {
        var table = new Table().Border(TableBorder.Simple);
        if (names is not null)
            table.AddColumn(new TableColumn(new Text(names)));
        foreach (var metric in metrics)
            table.AddColumn(new TableColumn(metric).RightAligned().NoWrap());
        return table;
    }

    /// <summary>Prints what the metrics mean.</summary>
    public static void WriteLegend(Screen screen)
    {
        screen.Line("U, S: accuracy on unseen and seen classes, among all classes; H: their harmonic");
        screen.Line("mean; T1: on unseen classes, among these only. Per cent, averaged over classes.");
    }
}
