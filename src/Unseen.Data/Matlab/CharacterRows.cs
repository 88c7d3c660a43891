namespace Unseen.Data.Matlab;

/// <summary>Gets the strings in MATLAB's character arrays. Each row is a string, padded with spaces. The first
/// dimension varies fastest.</summary>
internal static class CharacterRows
{
    /// <summary>Gets the rows of a character array without the spaces and zeros at their ends.</summary>
    /// <param name="text">all characters, in the order of the file</param>
    /// <param name="rows">number of rows, a divisor of the length of <paramref name="text"/></param>
    public static string[] Split(string text, int rows)
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
