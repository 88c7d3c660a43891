using ScottPlot;
using ScottPlot.TickGenerators;

namespace Unseen.Runs.Reports.Figures;

/// <summary>A figure of the effect of one option, with a circle for each combination of options and squares for
/// means.</summary>
/// <param name="Title">title of the figure</param>
/// <param name="XLabel">label of the option axis</param>
/// <param name="YLabel">label of the score axis</param>
/// <param name="Points">position of the option's value, from 0 to 1, and the score</param>
/// <param name="Ticks">positions and labels of the option's values</param>
internal sealed record EffectFigure(
    string Title, string XLabel, string YLabel,
        IReadOnlyList<(double Place, double Score)> Points, IReadOnlyList<(double Place, string Text)> Ticks)
        : Figure(Title, XLabel, YLabel)
{
    /// <summary>The means for values that are numbers, from left to right, connected by a line.</summary>
    public IReadOnlyList<(double Place, double Score)> Joined { get; init; } = [];

    /// <summary>The means for values that are words, not connected.</summary>
    public IReadOnlyList<(double Place, double Score)> Separate { get; init; } = [];

    protected override void Draw(Plot plot)
    {
        var finite = Points.Where(point => double.IsFinite(point.Score)).ToArray();
        var markers = plot.Add.Markers([.. finite.Select(point => point.Place)],
            finite.Select(point => point.Score).ToArray(), MarkerShape.OpenCircle, 7, GetColor(0));
        markers.LegendText = "a combination";
        AddMeans(plot, Joined, 2, "mean");
        AddMeans(plot, Separate, 0, Joined.Count > 0 ? "" : "mean");
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. Ticks.Select(tick => new Tick(tick.Place, tick.Text))]);
        plot.Axes.Margins(0.08, 0.1);
        plot.Axes.SetLimitsX(-0.1, 1.1);
        ShowLegend(plot);
    }

    private static void AddMeans(Plot plot, IReadOnlyList<(double Place, double Score)> means, float lineWidth,
        string name)
    {
        if (means.Count == 0)
            return;
        var line = plot.Add.Scatter([.. means.Select(mean => mean.Place)], means.Select(mean => mean.Score).ToArray(),
            GetColor(1));
        (line.LineWidth, line.MarkerShape, line.MarkerSize, line.LegendText) = (lineWidth, GetShape(1), 9, name);
    }
}
