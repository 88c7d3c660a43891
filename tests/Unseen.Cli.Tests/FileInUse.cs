namespace Unseen.Cli.Tests;

/// <summary>Reads files that another process may be writing.</summary>
internal static class FileInUse
{
    /// <summary>Reads a text file. The text is empty if the file does not exist.</summary>
    public static string Read(string path)
    {
        if (!File.Exists(path))
            return "";
        using var reader = new StreamReader(new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    /// <summary>Counts the complete lines of a file. The count is 0 if the file does not exist.</summary>
    public static int CountLines(string path) => Read(path).Count(letter => letter == '\n');
}
