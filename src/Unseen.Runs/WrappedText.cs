namespace Unseen.Runs;

/// <summary>Text in lines that are not too long.</summary>
internal static class WrappedText
{
    /// <summary>Breaks a text between words.</summary>
    /// <param name="text">words, separated by blanks</param>
    /// <param name="columns">the longest line allowed; a longer word has a line of its own</param>
    /// <param name="indent">what lines after the first one begin with, default nothing</param>
    public static IEnumerable<string> Lines(string text, int columns, string indent = "")
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > columns)
            {
                yield return line;
                line = indent + word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }
}
