namespace Unseen.Data.Matlab;

/// <summary>The strings in MATLAB's character arrays, which hold one string a row, padded with blanks, first dimension
/// fastest.</summary>
internal static class CharacterRows
{
    /// <summary>The rows of a character array without the blanks at their ends.</summary>
    /// <param name="text">all characters in the file's order</param>
    /// <param name="rows">number of rows, a divisor of the length of <paramref name="text"/></param>
    public static string[] Of(string text, int rows)
    {
        var row = new char[text.Length / rows];
        var strings = new string[rows];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < row.Length; c++)
                row[c] = text[(c * rows) + r];
            strings[r] = new string(row).TrimEnd(' ', '\0');
        }

        return strings;
    }
}
