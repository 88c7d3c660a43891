using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Unseen.Runs.Reports.Figures;

/// <summary>
/// Makes an SVG independent of the fonts that a machine has: every text gets a generic font family, and an attribute
/// with the length for which it was laid out. Also adds a prefix to ids, and makes the image scalable.
/// </summary>
internal static partial class SvgText
{
    /// <summary>Rewrites an SVG.</summary>
    /// <param name="svg">the SVG of the plotting library</param>
    /// <param name="id">prefix of ids</param>
    /// <param name="description">alternative text for screen readers</param>
    public static string Portable(string svg, string id, string description)
    {
        svg = Root().Replace(svg[svg.IndexOf("<svg", StringComparison.Ordinal)..], root =>
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 "
                + $"{root.Groups[1]} {root.Groups[2]}\" "
            + $"width=\"{root.Groups[1]}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(description)}\">", 1);
        svg = Ids().Replace(svg, match => $"{match.Groups[1]}{id}-{match.Groups[2]}");
        return Texts().Replace(svg, Text).Trim();
    }

    private static string Text(Match match)
    {
        var (x, y) = (Numbers(match.Groups["x"].Value), Numbers(match.Groups["y"].Value));
        var content = match.Groups["content"].Value.Trim();
        var attributes = Family().Replace(match.Groups["before"].Value, "font-family=\"system-ui, sans-serif\"");
        // x has the position of each letter; the width of the last letter is unknown, so it is taken to be the mean
        var length = x.Length > 1 ? (x[^1] - x[0]) * x.Length / (x.Length - 1) : 0;
        var fit = length > 0 ? $" textLength=\"{Number(length)}\" lengthAdjust=\"spacingAndGlyphs\"" : "";
        return $"<text {attributes.Trim()} x=\"{Number(x.FirstOrDefault())}\" "
            + $"y=\"{Number(y.FirstOrDefault())}\"{fit}>{content}</text>";
    }

    private static double[] Numbers(string list) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => double.Parse(part, CultureInfo.InvariantCulture))];

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    [GeneratedRegex("""<svg[^>]*? width="(\d+)" height="(\d+)"[^>]*>""")]
    private static partial Regex Root();

    [GeneratedRegex("""( id="|url\(#|xlink:href="#)([^")]+)""")]
    private static partial Regex Ids();

    [GeneratedRegex("""<text (?<before>[^>]*?) x="(?<x>[^"]*)" y="(?<y>[^"]*)">(?<content>[^<]*)</text>""")]
    private static partial Regex Texts();

    [GeneratedRegex("font-family=\"[^\"]*\"")]
    private static partial Regex Family();
}
