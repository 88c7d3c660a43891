using ScottPlot;

namespace Unseen.Runs.Reports.Figures;

/// <summary>A plot with labelled axes, drawn as SVG on a white background. The colours can be distinguished by
/// colour-blind readers. Figures of lines and points also use different markers.</summary>
/// <param name="Title">title of the figure</param>
/// <param name="XLabel">label of the horizontal axis</param>
/// <param name="YLabel">label of the vertical axis</param>
internal abstract record Figure(string Title, string XLabel, string YLabel)
{
    private const float LabelSize = 15;
    private const float TickSize = 14;
    private const int NarrowWidth = 380;

    // Okabe and Ito, 2008. Black and yellow are moved to the end; yellow is last, since it is faint on white.
    private static readonly string[] _palette =
        ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#F0E442"];

    private static readonly MarkerShape[] _shapes =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
            MarkerShape.OpenCircle,
        MarkerShape.OpenSquare, MarkerShape.OpenTriangleUp, MarkerShape.OpenDiamond, MarkerShape.Cross,
            MarkerShape.Asterisk,
    ];

    private static readonly LinePattern[] _patterns =
        [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed];

    /// <summary>The width in pixels.</summary>
    public int Width { get; init; } = 860;

    /// <summary>The height in pixels.</summary>
    public int Height { get; init; } = 440;

    /// <summary>Gets the same figure for narrow screens, with the legend below the plot.</summary>
    public Figure Narrow() => this with { Width = NarrowWidth };

    /// <summary>Whether the figure is for narrow screens.</summary>
    protected bool IsNarrow => Width == NarrowWidth;

    /// <summary>Draws the figure.</summary>
    /// <param name="id">prefix of all ids in the SVG, so that a page can have several figures</param>
    public string ToSvg(string id)
    {
        using var plot = new Plot();
        Draw(plot);
        if (!IsNarrow) // a long title would be cut; the caption says what a figure shows
            plot.Title(Title, LabelSize + 1);
        plot.XLabel(XLabel, LabelSize);
        plot.YLabel(YLabel, LabelSize);
        foreach (var axis in new IAxis[] { plot.Axes.Left, plot.Axes.Bottom })
        {
            axis.TickLabelStyle.FontSize = TickSize;
            axis.Label.Bold = false;
        }

        FigureFont.Use(plot);
        plot.Legend.FontName = FigureFont.Name;
        plot.Legend.FontSize = TickSize;
        plot.Legend.Margin = new PixelPadding(4);
        plot.Legend.Padding = new PixelPadding(2);
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.OutlineColor = Colors.Transparent;
        var labels = string.Join(" against ", new[] { YLabel, XLabel }.Where(label => label.Length > 0));
        return SvgText.Portable(
            plot.GetSvgXml(Width, Height), id, labels.Length > 0 ? $"{Title}: {labels}" : Title);
    }

    /// <summary>Adds the data to the plot.</summary>
    protected abstract void Draw(Plot plot);

    protected static Color GetColor(int series) => Color.FromHex(_palette[series % _palette.Length]);

    protected static MarkerShape GetShape(int series) => _shapes[series % _shapes.Length];

    protected static LinePattern GetPattern(int series) => _patterns[series / 2 % _patterns.Length];

    /// <summary>Shows the legend beside the plot, or below it if the figure is narrow. A legend without entries is not
    /// shown, since it would take the whole area.</summary>
    protected void ShowLegend(Plot plot)
    {
        if (plot.Legend.GetItems().Length > 0)
            plot.ShowLegend(IsNarrow ? Edge.Bottom : Edge.Right);
    }
}
