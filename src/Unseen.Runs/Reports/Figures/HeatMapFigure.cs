using ScottPlot;
using ScottPlot.TickGenerators;

namespace Unseen.Runs.Reports.Figures;

/// <summary>A heat map of a matrix in the Viridis colours, with the first row at the top.</summary>
/// <param name="Title">title of the figure</param>
/// <param name="XLabel">label of the columns</param>
/// <param name="YLabel">label of the rows</param>
/// <param name="Values">[rows, columns]; NaN is white</param>
internal sealed record HeatMapFigure(string Title, string XLabel, string YLabel, double[,] Values)
    : Figure(Title, XLabel, YLabel)
{
    private const int MaxLabels = 25;

    // Browsers interpolate the image of an SVG file. Many pixels for each cell keep the edges of the cells sharp.
    private const int Pixels = 1024;

    /// <summary>Names of the rows. If there are none (default) or more than 25, the axis shows indices from
    /// 0.</summary>
    public IReadOnlyList<string> Rows { get; init; } = [];

    /// <summary>Names of the columns. If there are none (default) or more than 25, the axis shows indices from
    /// 0.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The label of the colour bar.</summary>
    public string ValueLabel { get; init; } = "";

    protected override void Draw(Plot plot)
    {
        var (rows, columns) = (Values.GetLength(0), Values.GetLength(1));
        if (rows == 0 || columns == 0)
            return;
        var repeat = Math.Max(1, Pixels / Math.Max(rows, columns));
        var map = plot.Add.Heatmap(Repeat(repeat));
        // The corners of Position are the centres of the corner pixels. The centres of the cells are at whole numbers.
        var edge = 0.5 - (0.5 / repeat);
        map.Position = new CoordinateRect(-edge, columns - 1 + edge, -edge, rows - 1 + edge);
        map.Colormap = new ScottPlot.Colormaps.Viridis();
        map.NaNCellColor = Colors.White;
        var bar = plot.Add.ColorBar(map);
        (bar.Label, bar.LabelStyle.FontSize, bar.Axis.TickLabelStyle.FontSize) = (ValueLabel, 14, 13);
        // The first row is at the top, where the default ticks would show the last index.
        var (names, step) = Rows.Count is > 0 and <= MaxLabels ? (Rows, 1)
            : ([.. Enumerable.Range(0, rows).Select(row => $"{row}")], 1 + ((rows - 1) / MaxLabels));
        plot.Axes.Left.TickGenerator = new NumericManual([.. names.Select((name, row) => new Tick(rows - 1 - row, name))
            .Where((_, row) => row % step == 0)]);
        if (Columns.Count is > 0 and <= MaxLabels)
        {
            plot.Axes.Bottom.TickGenerator = new NumericManual([.. Columns.Select((name, i) => new Tick(i, name))]);
            (plot.Axes.Bottom.TickLabelStyle.Rotation, plot.Axes.Bottom.TickLabelStyle.Alignment) =
                (-60, Alignment.MiddleRight);
            plot.Axes.Bottom.MinimumSize = Math.Min(190, 50 + (7 * Columns.Max(name => name.Length)));
        }

        plot.Axes.Margins(0, 0);
        plot.HideGrid();
    }

    /// <summary>Repeats each cell in both directions.</summary>
    private double[,] Repeat(int times)
    {
        var repeated = new double[Values.GetLength(0) * times, Values.GetLength(1) * times];
        for (var i = 0; i < repeated.GetLength(0); i++)
            for (var j = 0; j < repeated.GetLength(1); j++)
                repeated[i, j] = Values[i / times, j / times];
        return repeated;
    }
}
