namespace Unseen.Runs.Reports.Figures;

/// <summary>A point of a plot; one that is not finite is left out.</summary>
/// <param name="X">horizontally</param>
/// <param name="Y">vertically</param>
/// <param name="Error">half the length of its error bar, or 0 for none</param>
/// <param name="Label">written beside it, or null</param>
internal sealed record FigurePoint(double X, double Y, double Error = 0, string? Label = null)
{
    public bool IsThere => double.IsFinite(X) && double.IsFinite(Y);
}
