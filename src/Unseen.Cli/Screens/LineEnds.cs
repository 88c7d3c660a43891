namespace Unseen.Cli.Screens;

/// <summary>Removes the trailing spaces that layout engines leave, and replaces line ends by "\n".</summary>
internal static class LineEnds
{
    public static string Trim(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()));
}
