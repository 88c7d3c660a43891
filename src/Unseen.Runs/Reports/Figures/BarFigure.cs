using ScottPlot;
using ScottPlot.TickGenerators;

namespace Unseen.Runs.Reports.Figures;

/// <summary>Groups of horizontal bars with error bars; long names stay legible beside them.</summary>
/// <param name="Title">what it shows</param>
/// <param name="ValueLabel">the axis of the values</param>
/// <param name="Categories">a group each, from above</param>
/// <param name="Series">a bar in every group; a point's X is its group's index, its Y the value</param>
internal sealed record BarFigure(
    string Title, string ValueLabel, IReadOnlyList<string> Categories, IReadOnlyList<FigureSeries> Series)
    : Figure(Title, ValueLabel, "")
{
    private const double GroupHeight = 0.8; // of the distance between groups

    protected override void Draw(Plot plot)
    {
        var height = GroupHeight / Math.Max(1, Series.Count);
        for (var i = 0; i < Series.Count; i++)
        {
            var offset = (GroupHeight / 2) - ((i + 0.5) * height);
            Bar[] bars =
            [
                .. from point in Series[i].Points
                   where point.IsThere
                   select new Bar
                   {
                       Position = Categories.Count - point.X + offset,
                       Value = point.Y,
                       Error = point.Error,
                       Size = height * 0.92,
                       FillColor = ColorOf(i),
                       LineColor = Colors.Black,
                       Orientation = Orientation.Horizontal,
                   },
            ];
            if (bars.Length > 0)
                plot.Add.Bars(bars).LegendText = Series[i].Name;
        }

        plot.Axes.Left.TickGenerator =
            new NumericManual([.. Categories.Select((name, i) => new Tick(Categories.Count - i, name))]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Margins(left: 0, right: 0.08);
        plot.Axes.SetLimitsY(0.5, Categories.Count + 0.5);
        ShowLegend(plot);
    }
}
