using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Unseen.Runs.Reports.Figures;

/// <summary>A figure of lines with markers and error bars, over a linear or logarithmic axis.</summary>
/// <param name="Title">title of the figure</param>
/// <param name="XLabel">label of the horizontal axis</param>
/// <param name="YLabel">label of the vertical axis</param>
/// <param name="Series">the lines</param>
internal sealed record LineFigure(string Title, string XLabel, string YLabel, IReadOnlyList<FigureSeries> Series)
    : Figure(Title, XLabel, YLabel)
{
    /// <summary>Whether the horizontal axis is logarithmic. Points at 0 or below are then not drawn.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Vertical lines with names.</summary>
    public IReadOnlyList<(double X, string Name)> Marks { get; init; } = [];

    /// <summary>Whether to draw only markers, without lines.</summary>
    public bool PointsOnly { get; init; }

    protected override void Draw(Plot plot)
    {
        for (var i = 0; i < Series.Count; i++)
            Draw(plot, Series[i], i);
        foreach (var (x, name) in Marks.Where(mark => !IsLogarithmic || mark.X > 0))
        {
            var line = plot.Add.VerticalLine(Place(x), 1.5f, Colors.Gray, LinePattern.Dashed);
            line.LegendText = name;
        }

        if (IsLogarithmic)
            plot.Axes.Bottom.TickGenerator = LogarithmicTicks();
        plot.Axes.Margins(Series.Any(series => series.Points.Any(point => point.Label is not null)) ? 0.3 : 0.05, 0.08);
        ShowLegend(plot);
    }

    private void Draw(Plot plot, FigureSeries series, int index)
    {
        var points = series.Points.Where(point => point.IsFinite && (!IsLogarithmic || point.X > 0)).ToArray();
        if (points.Length == 0)
            return;
        double[] xs = [.. points.Select(point => Place(point.X))];
        double[] ys = [.. points.Select(point => point.Y)];
        var scatter = plot.Add.Scatter(xs, ys, GetColor(index));
        scatter.LegendText = series.Name;
        (scatter.MarkerShape, scatter.MarkerSize) = (GetShape(index), 9);
        (scatter.LineWidth, scatter.LinePattern) = (PointsOnly ? 0 : 2, GetPattern(index));
        if (points.Any(point => point.Error > 0))
        {
            var bars = plot.Add.ErrorBar(xs, ys, [.. points.Select(point => point.Error)]);
            bars.Color = GetColor(index);
        }

        foreach (var point in points.Where(point => point.Label is not null))
        {
            var text = plot.Add.Text(point.Label!, Place(point.X), point.Y);
            (text.LabelFontSize, text.LabelFontColor, text.OffsetX, text.OffsetY) = (13, GetColor(index), 7, -7);
        }
    }

    private double Place(double x) => IsLogarithmic ? Math.Log10(x) : x;

    private NumericManual LogarithmicTicks()
    {
        double[] places = [.. Series.SelectMany(series => series.Points).Where(point => point.IsFinite && point.X > 0)
            .Select(point => point.X)];
        var ticks = new NumericManual();
        if (places.Length == 0)
            return ticks;
        var (low, high) = ((int)Math.Floor(Math.Log10(places.Min())), (int)Math.Ceiling(Math.Log10(places.Max())));
        for (var decade = low; decade <= high; decade++)
            foreach (var factor in high - low > 4 ? [1] : new[] { 1, 3 })
            {
                var value = factor * Math.Pow(10, decade);
                if (value >= places.Min() * 0.7 && value <= places.Max() * 1.5)
                    ticks.AddMajor(Math.Log10(value), value.ToString(
                        decade switch { >= 0 => "#,0", >= -5 => "0.#####", _ => "0e0" },
                        CultureInfo.InvariantCulture));
            }

        return ticks;
    }
}
