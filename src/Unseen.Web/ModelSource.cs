using Unseen.Runs;
using Unseen.Runs.Folders;

namespace Unseen.Web;

/// <summary>A model to serve.</summary>
/// <param name="Name">its name in requests: letters, digits, dots, dashes and underscores</param>
/// <param name="Path">the folder of a run, or a model file</param>
public sealed record ModelSource(string Name, string Path)
{
    /// <summary>Parses a model as on the command line: PATH or NAME=PATH.</summary>
    /// <param name="text">the text; without a name, the model gets the name of its folder or file</param>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    /// <exception cref="UsageException">The name is empty, or has a character that is not allowed.</exception>
    /// <exception cref="FileNotFoundException">The path does not exist.</exception>
    public static ModelSource Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (name, path) = text.Split('=', 2) is [var given, var rest] && !System.IO.Path.Exists(text) ? (given, rest)
            : (NameOf(text), text);
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw new UsageException(
                $"the model's name '{name}' may have only letters, digits, dots, dashes and underscores. Give "
                    + $"it another name: NAME={path}.");
        RunRecord.RequireExists(path);
        return new ModelSource(name, path);
    }

    private static string NameOf(string path)
    {
        var name = System.IO.Path.GetFileName(
            System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
        return Directory.Exists(path) ? name : System.IO.Path.GetFileNameWithoutExtension(name);
    }
}
