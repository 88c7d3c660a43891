using ScottPlot;
using ScottPlot.TickGenerators;

namespace Unseen.Runs.Reports.Figures;

/// <summary>A figure with groups of horizontal bars and error bars. Horizontal bars leave room for long
/// names.</summary>
/// <param name="Title">title of the figure</param>
/// <param name="ValueLabel">label of the value axis, which goes from 0 to 100 per cent</param>
/// <param name="Categories">names of the groups, from top to bottom</param>
/// <param name="Series">one bar per group; a point's X is the index of the group, its Y the value</param>
internal sealed record BarFigure(
    string Title, string ValueLabel, IReadOnlyList<string> Categories, IReadOnlyList<FigureSeries> Series)
    : Figure(Title, ValueLabel, "")
{
    private const double GroupHeight = 0.8; // fraction of the distance between groups

    protected override void Draw(Plot plot)
    {
        var height = GroupHeight / Math.Max(1, Series.Count);
        for (var i = 0; i < Series.Count; i++)
        {
            var offset = (GroupHeight / 2) - ((i + 0.5) * height);
            Bar[] bars =
            [
                .. from point in Series[i].Points
                   where point.IsFinite
                   select new Bar
                   {
                       Position = Categories.Count - point.X + offset,
                       Value = point.Y,
                       Error = point.Error,
                       Size = height * 0.92,
                       FillColor = GetColor(i),
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
        plot.Axes.SetLimitsX(0, 100);
        plot.Axes.SetLimitsY(0.5, Categories.Count + 0.5);
        ShowLegend(plot);
    }
}
