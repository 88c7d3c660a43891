using Unseen.Runs;
using Unseen.Runs.Folders;

namespace Unseen.Web;

/// <summary>A model to serve.</summary>
/// <param name="Name">what requests call it: letters, digits, dots, dashes and underscores</param>
/// <param name="Path">the folder of a run, or a model file</param>
public sealed record ModelSource(string Name, string Path)
{
    /// <summary>Reads a model as the command line names it: PATH or NAME=PATH.</summary>
    /// <param name="text">what was given; without a name, the model is called as its folder or file is</param>
    /// <exception cref="UsageException">The name has other characters than a name may have, or there is no
    /// model.</exception>
    public static ModelSource Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (name, path) = text.Split('=', 2) is [var given, var rest] && !System.IO.Path.Exists(text) ? (given, rest)
            : (NameOf(text), text);
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw new UsageException(
                $"the model's name '{name}' may have only letters, digits, dots, dashes and underscores. Name "
                    + $"it: NAME={path}.");
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
