using Unseen.Images;
using Unseen.Images.Extraction;

namespace Unseen.Runs.Photographs;

/// <summary>Finds the photographs that somebody names: files, folders, patterns, or lines of the standard
/// input.</summary>
internal static class PhotographPaths
{
    private const string StandardInput = "-";

    /// <summary>The photographs, in the order named.</summary>
    /// <param name="named">files, folders (searched through), patterns with * and ?, or "-" for a path a line</param>
    /// <param name="input">the standard input</param>
    /// <exception cref="ImageDataException">Something named is absent, or a folder or pattern has no
    /// photograph.</exception>
    public static IEnumerable<LabelledImage> Find(IEnumerable<string> named, TextReader input) =>
        named.SelectMany(path => path == StandardInput ? Lines(input) : Expand(path))
            .Select(path => new LabelledImage(path, null));

    private static IEnumerable<string> Lines(TextReader input)
    {
        while (input.ReadLine() is { } line)
            if (line.Trim() is { Length: > 0 } path)
                yield return path;
    }

    private static string[] Expand(string path)
    {
        if (File.Exists(path))
            return [path];
        var options = new EnumerationOptions { RecurseSubdirectories = true };
        if (Directory.Exists(path))
            return SomeOf(path, Directory.EnumerateFiles(path, "*", options).Where(ImageFolder.IsImage));
        var (folder, pattern) = (Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent
            : ".", Path.GetFileName(path));
        if (pattern.AsSpan().ContainsAny('*', '?') && Directory.Exists(folder))
            return SomeOf(path, Directory.EnumerateFiles(folder, pattern));
        throw new ImageDataException(path, "photograph", "a file, a folder or a pattern", found: null);
    }

    private static string[] SomeOf(string path, IEnumerable<string> files)
    {
        string[] found = [.. files.Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found : throw new ImageDataException(path, "photographs", "there", "none");
    }
}
