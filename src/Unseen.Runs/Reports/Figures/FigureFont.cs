using ScottPlot;
using SkiaSharp;

namespace Unseen.Runs.Reports.Figures;

/// <summary>The embedded font for the layout of figures. Without it, plots would have no text on a machine without
/// fonts.</summary>
internal sealed class FigureFont : IFontResolver
{
    /// <summary>The name of the font in plots.</summary>
    public const string Name = "unseen-figures";

    private const string Resource = "figures.ttf";

    private static readonly Lazy<SKData> _file = new(() =>
    {
        using var stream = typeof(FigureFont).Assembly.GetManifestResourceStream(Resource)!;
        return SKData.Create(stream);
    });

    private static readonly Lazy<bool> _isRegistered = new(() =>
    {
        Fonts.FontResolvers.Add(new FigureFont());
        return true;
    });

    /// <summary>Sets the font of all texts in a plot.</summary>
    public static void Use(Plot plot)
    {
        if (_isRegistered.Value)
            plot.Font.Set(Name);
    }

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing width) =>
        Create(fontName);

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => Create(fontName);

    private static SKTypeface? Create(string fontName) => fontName == Name ? SKTypeface.FromData(_file.Value) : null;
}
