namespace Unseen.Runs.Reports.Figures;

/// <summary>A series of points.</summary>
/// <param name="Name">name in the legend, or empty for none</param>
/// <param name="Points">the points, in order</param>
internal sealed record FigureSeries(string Name, IReadOnlyList<FigurePoint> Points);
