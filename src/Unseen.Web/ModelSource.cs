using Unseen.Runs;
using Unseen.Runs.Folders;

namespace Unseen.Web;

/// <summary>A model to serve.</summary>
/// <param name="Name">its name in requests; <see cref="Parse"/> accepts only ASCII letters, digits, dots, dashes and
/// underscores</param>
/// <param name="Path">the folder of a run, or a model file</param>
public sealed record ModelSource(string Name, string Path)
{
    /// <summary>Parses a model as on the command line: PATH or NAME=PATH.</summary>
    /// <param name="text">the text; without a name, the model gets the name of its folder or file</param>
    /// <exception cref="UsageException">The path or the name is empty, or the name has a character that is not
    /// allowed.</exception>
    /// <exception cref="FileNotFoundException">The path does not exist.</exception>
    public static ModelSource Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (given, path) = text.Split('=', 2) is [var before, var after] && !System.IO.Path.Exists(text)
            ? (before, after) : (null, text);
        if (path.Length == 0)
            throw new UsageException(
                $"the model '{text}' has no path. Give the folder of a run or a model file, as PATH or NAME=PATH.");
        var name = given ?? GetName(path);
        if (name.Length == 0)
            throw new UsageException($"the model has no name. Give it one: NAME={path}.");
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw new UsageException(
                $"the model's name '{name}' may have only letters, digits, dots, dashes and underscores. Give "
                    + $"it another name: NAME={path}.");
        RunRecord.RequireExists(path);
        return new ModelSource(name, path);
    }

    private static string GetName(string path)
    {
        var name = System.IO.Path.GetFileName(
            System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
        return Directory.Exists(path) ? name : System.IO.Path.GetFileNameWithoutExtension(name);
    }
}
