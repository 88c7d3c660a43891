using Unseen.Runs.Records;

namespace Unseen.Runs.Reports;

/// <summary>A row of a table with bars.</summary>
/// <param name="Name">the name before the bar</param>
/// <param name="Percent">length of the bar, from 0 to 100; nothing is drawn if it is not finite</param>
/// <param name="Cells">the cells after the bar</param>
internal sealed record BarRow(string Name, double Percent, IReadOnlyList<string> Cells)
{
    /// <summary>The confidence interval to draw, or null (default) for none.</summary>
    public AccuracyInterval? Interval { get; init; }

    /// <summary>Whether the bar has the second of two colours; default false.</summary>
    public bool IsSecond { get; init; }
}
