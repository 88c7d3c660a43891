using System.Globalization;

namespace Unseen.Runs;

/// <summary>Formats lines of comma-separated values, with numbers in the invariant culture.</summary>
internal static class CsvText
{
    private static readonly char[] _special = [',', '"', '\n', '\r'];

    private static readonly char[] _formula = ['=', '+', '-', '@', '\t', '\r'];

    /// <summary>Formats a line. Numbers of type <see cref="double"/> are rounded to six decimals, and null and NaN are
    /// empty.</summary>
    public static string Line(params IEnumerable<object?> fields) => string.Join(',', fields.Select(Field));

    /// <summary>Adds an apostrophe before a text that a spreadsheet would run as a formula. Numbers are
    /// unchanged.</summary>
    public static string? Harmless(string? text) =>
        text is { Length: > 0 } && _formula.Contains(text[0])
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? $"'{text}" : text;

    private static string Field(object? value)
    {
        var text = value switch
        {
            null or double.NaN => "",
            double number => number.ToString("0.######", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
        return text.IndexOfAny(_special) < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }
}
