using ScottPlot;
using ScottPlot.TickGenerators;

namespace Unseen.Runs.Reports.Figures;

/// <summary>A figure of parallel coordinates: one line for each combination of options, over vertical axes. Lines that
/// are higher on the last axis have a stronger colour.</summary>
/// <param name="Title">title of the figure</param>
/// <param name="Axes">the axes from left to right, at least one; each has a position for every line</param>
internal sealed record ParallelFigure(string Title, IReadOnlyList<ParallelAxis> Axes) : Figure(Title, "", "")
{
    private const double MaxWhiteShare = 0.85;
    private const float HalfLetterWidth = 4; // pixels
    private const int MaxNamesInOneLine = 6; // with more axes, the names would overlap

    protected override void Draw(Plot plot)
    {
        var order = Enumerable.Range(0, Axes[^1].Places.Count)
            .Where(line => Axes.All(axis => double.IsFinite(axis.Places[line]))).OrderBy(line => Axes[^1].Places[line]);
        foreach (var line in order) // the last line, the best, is on top
        {
            double[] xs = [.. Enumerable.Range(0, Axes.Count).Select(axis => (double)axis)];
            double[] ys = [.. Axes.Select(axis => axis.Places[line])];
            var drawn = plot.Add.ScatterLine(xs, ys, Shade(ys[^1]));
            drawn.LineWidth = 1.6f;
        }

        foreach (var (axis, x) in Axes.Select((axis, x) => (axis, x)))
        {
            plot.Add.VerticalLine(x, 1, Colors.Gray);
            foreach (var (place, word) in axis.Ticks)
            {
                var text = plot.Add.Text(word, x, place);
                (text.LabelFontSize, text.LabelAlignment, text.OffsetX) = (13, Alignment.MiddleLeft, 5);
                text.LabelBackgroundColor = Colors.White.WithAlpha(0.75);
            }
        }

        plot.Axes.Bottom.TickGenerator =
            new NumericManual([.. Axes.Select((axis, x) =>
            new Tick(x, Axes.Count > MaxNamesInOneLine && x % 2 == 1 ? $"\n{axis.Name}" : axis.Name))]);
        plot.Axes.Left.TickGenerator = new NumericManual([]);
        // room for the half of the first name that lies left of its axis
        plot.Axes.Left.MinimumSize = Axes[0].Name.Length * HalfLetterWidth;
        plot.Axes.SetLimits(-0.1, Axes.Count - 0.6, -0.06, 1.06);
        plot.HideGrid();
    }

    private static Color Shade(double share)
    {
        byte Mix(byte dark) => (byte)(dark + ((255 - dark) * MaxWhiteShare * (1 - share)));
        var dark = GetColor(0);
        return new Color(Mix(dark.R), Mix(dark.G), Mix(dark.B));
    }
}
