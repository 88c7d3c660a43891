using ScottPlot;
using ScottPlot.TickGenerators;

namespace Unseen.Cli.Reports.Figures;

/// <summary>What an option does on its own: a point a combination, and a line through the means of the option's values.</summary>
/// <param name="Title">what it shows</param>
/// <param name="XLabel">the option</param>
/// <param name="YLabel">the score</param>
/// <param name="Points">the option's place from 0 to 1, and the score</param>
/// <param name="Ticks">places with the option's values</param>
internal sealed record EffectFigure(
    string Title, string XLabel, string YLabel, IReadOnlyList<(double Place, double Score)> Points, IReadOnlyList<(double Place, string Text)> Ticks) : Figure(Title, XLabel, YLabel)
{
    protected override void Draw(Plot plot)
    {
        var there = Points.Where(point => double.IsFinite(point.Score)).ToArray();
        var markers = plot.Add.Markers([.. there.Select(point => point.Place)], there.Select(point => point.Score).ToArray(), MarkerShape.OpenCircle, 7, ColorOf(0));
        markers.LegendText = "a combination";
        var means = there.GroupBy(point => point.Place).OrderBy(group => group.Key).Select(group => (group.Key, Mean: group.Average(point => point.Score))).ToArray();
        var line = plot.Add.Scatter([.. means.Select(mean => mean.Key)], means.Select(mean => mean.Mean).ToArray(), ColorOf(1));
        (line.LineWidth, line.MarkerShape, line.MarkerSize, line.LegendText) = (2, ShapeOf(1), 9, "mean");
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. Ticks.Select(tick => new Tick(tick.Place, tick.Text))]);
        plot.Axes.Margins(0.08, 0.1);
        plot.Axes.SetLimitsX(-0.1, 1.1);
        ShowLegend(plot);
    }
}
