namespace Unseen.Runs.Reports.Figures;

/// <summary>One upright axis of parallel coordinates.</summary>
/// <param name="Name">below it</param>
/// <param name="Places">where each line crosses it, from 0 at the bottom to 1; NaN leaves the line out</param>
/// <param name="Ticks">places with a word each</param>
internal sealed record ParallelAxis(
    string Name, IReadOnlyList<double> Places, IReadOnlyList<(double Place, string Text)> Ticks);
