using Unseen.Data;

namespace Unseen.Runs.Demo;

/// <summary>Draws digits side by side, with shaded block characters.</summary>
internal static class DigitPainter
{
    private const string Shades = " ░▒▓█";
    private const int Gap = 4;

    /// <summary>The width of a digit in characters. A pixel is two characters wide, so that it looks square.</summary>
    private const int Width = 2 * DigitsDataset.Side;

    /// <summary>Computes how many digits fit side by side into a number of text columns; at least 1.</summary>
    public static int DigitsIn(int columns) => Math.Max(1, (columns + Gap - 2) / (Width + Gap));

    /// <summary>Draws a row of digits as lines of text, with captions below.</summary>
    public static IEnumerable<string> Paint(FeatureMatrix pixels, IReadOnlyList<(int Row, string Caption)> digits)
    {
        for (var y = 0; y < DigitsDataset.Side; y++)
            yield return Join(digits.Select(digit =>
                Line(pixels.Row(digit.Row).Slice(y * DigitsDataset.Side, DigitsDataset.Side))));
        yield return Join(digits.Select(digit => digit.Caption));
    }

    private static string Line(ReadOnlySpan<float> pixels)
    {
        var line = "";
        foreach (var pixel in pixels)
            line += new string(Shades[(int)Math.Round(Math.Clamp(pixel, 0, 1) * (Shades.Length - 1))], 2);
        return line;
    }

    private static string Join(IEnumerable<string> cells) =>
        ("  " + string.Concat(cells.Select(cell => cell.PadRight(Width + Gap)))).TrimEnd();
}
