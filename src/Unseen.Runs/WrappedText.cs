namespace Unseen.Runs;

/// <summary>Breaks text into lines of limited length.</summary>
internal static class WrappedText
{
    /// <summary>Breaks a text between words.</summary>
    /// <param name="text">words, separated by spaces</param>
    /// <param name="columns">maximum length of a line; a word that is too long gets its own line</param>
    /// <param name="indent">text at the start of every line but the first, default empty</param>
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
