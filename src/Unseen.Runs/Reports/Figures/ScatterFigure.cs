using ScottPlot;

namespace Unseen.Runs.Reports.Figures;

/// <summary>A figure of groups of points. Filled and hollow groups of the same colour belong together.</summary>
/// <param name="Title">title of the figure</param>
/// <param name="XLabel">label of the horizontal axis</param>
/// <param name="YLabel">label of the vertical axis</param>
/// <param name="Groups">for each group, its points, the index of the colour and shape of the points, and whether the
/// points are hollow</param>
internal sealed record ScatterFigure(
    string Title, string XLabel, string YLabel, IReadOnlyList<(FigureSeries Series, int Colour, bool IsHollow)> Groups)
        : Figure(Title, XLabel, YLabel)
{
    private static readonly MarkerShape[] _filled =
        [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp];
    private static readonly MarkerShape[] _hollow =
        [MarkerShape.OpenCircle, MarkerShape.OpenSquare, MarkerShape.OpenTriangleUp];

    protected override void Draw(Plot plot)
    {
        foreach (var (series, colour, isHollow) in Groups)
        {
            var points = series.Points.Where(point => point.IsFinite).ToArray();
            if (points.Length == 0)
                continue;
            var markers = plot.Add.Markers(points.Select(point => point.X).ToArray(),
                points.Select(point => point.Y).ToArray());
            markers.MarkerStyle.Shape = (isHollow ? _hollow : _filled)[colour % _filled.Length];
            (markers.MarkerStyle.Size, markers.MarkerStyle.LineWidth) = (7, 1.4f);
            (markers.MarkerStyle.FillColor, markers.MarkerStyle.LineColor) = (GetColor(colour), GetColor(colour));
            markers.LegendText = series.Name;
        }

        ShowLegend(plot);
    }
}
