namespace Unseen.Runs.Reports.Figures;

/// <summary>A vertical axis of parallel coordinates.</summary>
/// <param name="Name">name below the axis</param>
/// <param name="Places">position at which each line crosses the axis, from 0 (bottom) to 1 (top); a line with NaN is
/// not drawn</param>
/// <param name="Ticks">positions and labels of the ticks</param>
internal sealed record ParallelAxis(
    string Name, IReadOnlyList<double> Places, IReadOnlyList<(double Place, string Text)> Ticks);
