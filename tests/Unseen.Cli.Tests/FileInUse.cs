namespace Unseen.Cli.Tests;

/// <summary>Reads files that another process may be writing.</summary>
internal static class FileInUse
{
    /// <summary>Reads a file; the text is empty if there is none.</summary>
    public static string Read(string path)
    {
        if (!File.Exists(path))
            return "";
        using var reader = new StreamReader(new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    /// <summary>Counts the complete lines of a file; 0 if there is none.</summary>
    public static int CountLines(string path) => Read(path).Count(letter => letter == '\n');
}
