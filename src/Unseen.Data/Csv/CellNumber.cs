using System.Globalization;
using System.Text.RegularExpressions;

namespace Unseen.Data.Csv;

/// <summary>Reads the numbers in a table's cells, and describes what is wrong with other cells.</summary>
internal static partial class CellNumber
{
    private const int ShownLength = 60;

    private static readonly HashSet<string> _missing = new(StringComparer.OrdinalIgnoreCase)
    {
        "", "NA", "N/A", "#N/A", "#NA", "<NA>", "n.a.", "NaN", "-nan", "null", "nil", "none", "missing", "-", "--", "?",
        ".",
    };

    /// <summary>Whether a cell is empty, or a common spelling of a missing value.</summary>
    public static bool IsMissing(string cell) => _missing.Contains(cell);

    /// <summary>Whether a cell consists of 1 to 9 digits.</summary>
    public static bool IsInteger(string cell) =>
        cell.Length is > 0 and < 10 && !cell.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>Whether a cell is a number with a decimal comma, such as 0,5.</summary>
    public static bool HasDecimalComma(string cell) => WithComma().IsMatch(cell);

    /// <summary>Whether a cell is a number with a decimal point, such as 0.5.</summary>
    public static bool HasDecimalPoint(string cell) => WithPoint().IsMatch(cell);

    /// <summary>Whether a cell certainly has thousands separators: 1,234.5 or 1.234,5 or 1,234,567.</summary>
    public static bool HasThousands(string cell) => Thousands().IsMatch(cell);

    /// <summary>Gets the decimal mark of a cell that has thousands separators; null if it has none.</summary>
    public static char? DecimalMarkAfterThousands(string cell) =>
        cell.LastIndexOfAny(['.', ',']) is >= 0 and var last
        && cell.IndexOf(cell[last], StringComparison.Ordinal) == last ? cell[last] : null;

    /// <summary>Whether the comma of a cell can be a decimal comma or a thousands separator: 1,234.</summary>
    public static bool MayBeThousands(string cell) => PerhapsThousands().IsMatch(cell);

    /// <summary>Whether the point of a cell can be a decimal point or a thousands separator: 1.234.</summary>
    public static bool MayBePointedThousands(string cell) =>
        !cell.Contains(',', StringComparison.Ordinal) && MayBeThousands(Swapped(cell));

    /// <summary>Whether a cell is meant as a number, even in a form that cannot be read, such as 50%.</summary>
    public static bool IsNumberLike(string cell) =>
        TryParse(cell, decimalComma: false, out _) || HasDecimalComma(cell) || HasThousands(cell)
        || (cell.EndsWith('%') && TryParse(cell[..^1].TrimEnd().Replace(',', '.'), decimalComma: false, out _));

    /// <summary>Reads a finite number. Returns false if the cell is not a finite number.</summary>
    public static bool TryParse(string cell, bool decimalComma, out float number)
    {
        if (decimalComma && cell.Contains('.', StringComparison.Ordinal))
        {
            number = 0;
            return false;
        }

        var text = decimalComma ? cell.Replace(',', '.') : cell;
        return float.TryParse(text.Replace('\u2212', '-'), NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && float.IsFinite(number);
    }

    /// <summary>Describes what is wrong with a cell that should be a number.</summary>
    public static string Describe(string cell, bool decimalComma) => cell switch
    {
        { Length: > ShownLength } => $"'{cell[..ShownLength]}...' is not a number",
        "" => "the field is empty, but a number is needed",
        _ when IsMissing(cell) => $"'{cell}' stands for a missing value. Fill it in, or delete its row or column",
        _ when cell.EndsWith('%') => $"'{cell}' has a percent sign. Write {cell.TrimEnd('%', ' ')} or its hundredth",
        _ when HasThousands(cell) => $"'{cell}' has thousands separators. Export the table without them",
        _ when MayBeThousands(decimalComma ? Swapped(cell) : cell) =>
            $"'{cell}' has a thousands separator, or a different decimal mark than other numbers. Export the table "
                + "without thousands separators, and with one decimal mark",
        _ when !decimalComma && HasDecimalComma(cell) => $"'{cell}' has a decimal comma, but other numbers have points",
        _ when decimalComma && HasDecimalPoint(cell) => $"'{cell}' has a decimal point, but other numbers have commas",
        _ when float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _) =>
            $"'{cell}' is infinite as a 32-bit number",
        _ => $"'{cell}' is not a number",
    };

    private static string Swapped(string cell) => cell.Replace('.', ',');

    [GeneratedRegex(@"^[+\-\u2212]?\d*,\d+([eE][+\-]?\d+)?$")]
    private static partial Regex WithComma();

    [GeneratedRegex(@"^[+\-\u2212]?\d*\.\d+([eE][+\-]?\d+)?$")]
    private static partial Regex WithPoint();

    [GeneratedRegex(
        @"^[+\-\u2212]?\d{1,3}((,\d{3})+\.\d*|(\.\d{3})+,\d*|(,\d{3}){2,}|(\.\d{3}){2,}|"
            + @"([ '\u00A0\u202F\u2019]\d{3})+([.,]\d*)?)$")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^[+\-\u2212]?[1-9]\d{0,2},\d{3}$")]
    private static partial Regex PerhapsThousands();
}
