namespace Unseen.Runs.Reports.Figures;

/// <summary>A point of a plot. Points that are not finite are not drawn.</summary>
/// <param name="X">horizontal position</param>
/// <param name="Y">vertical position</param>
/// <param name="Error">half the length of the error bar, or 0 (default) for none</param>
/// <param name="Label">text beside the point, or null (default)</param>
internal sealed record FigurePoint(double X, double Y, double Error = 0, string? Label = null)
{
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);
}
