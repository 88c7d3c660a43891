namespace Unseen.Runs.Reports.Figures;

/// <summary>Points that belong together.</summary>
/// <param name="Name">in the legend; empty for none</param>
/// <param name="Points">in order</param>
internal sealed record FigureSeries(string Name, IReadOnlyList<FigurePoint> Points);
