using Unseen.Images.Extraction;

namespace Unseen.Runs.Predictions;

/// <summary>Finds the photographs that the user names: files, folders, patterns, or lines of the standard
/// input.</summary>
internal static class PhotographPaths
{
    private const string StandardInput = "-";

    /// <summary>Finds photographs in the given order. The photographs of a folder or pattern are sorted by path. Paths
    /// that do not exist, and folders without photographs, are returned unchanged, so that they are reported like
    /// unreadable files.</summary>
    /// <param name="named">files, folders (searched recursively), patterns with * and ?, or "-" for paths from the
    /// input, one per line</param>
    /// <param name="input">the standard input</param>
    /// <param name="cancellation">ends the wait for a line</param>
    public static IEnumerable<LabelledImage> Find(
        IEnumerable<string> named, TextReader input, CancellationToken cancellation) =>
        named.SelectMany(path => path == StandardInput ? Lines(input, cancellation) : Expand(path))
            .Select(path => new LabelledImage(path, null));

    /// <summary>Finds the paths of photographs, as <see cref="Find"/> does, but reads no paths from the standard
    /// input.</summary>
    public static IEnumerable<string> GetFiles(IEnumerable<string> named) =>
        Find(named, TextReader.Null, CancellationToken.None).Select(image => image.Path);

    /// <summary>Gets the reason why there is no file at a path, or null if there is a file.</summary>
    public static string? GetProblem(string path) =>
        File.Exists(path) ? null
        : Directory.Exists(path) ? "a folder without photographs"
        : path.Contains("://", StringComparison.Ordinal) ? "it is a web address; download the file first"
        : path.AsSpan().ContainsAny('*', '?') ? "no file matches this pattern" : "not found";

    private static IEnumerable<string> Lines(TextReader input, CancellationToken cancellation)
    {
        while (CancellableRead.Run(input.ReadLine, cancellation) is { } line)
            if (line.Trim() is { Length: > 0 } path)
                yield return path;
    }

    private static string[] Expand(string path)
    {
        if (File.Exists(path))
            return [path];
        if (Directory.Exists(path))
        {
            // Include images that cannot be read, so that they are reported.
            var listing = ImageFolder.Find(path);
            return Sorted(path, [.. listing.Images.Select(image => image.Path),
                .. listing.Skipped.Where(skipped => skipped.IsImage).Select(skipped => skipped.Path)]);
        }

        var (folder, pattern) = (Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".",
            Path.GetFileName(path));
        return pattern.AsSpan().ContainsAny('*', '?') && Directory.Exists(folder)
            ? Sorted(path, Directory.EnumerateFiles(folder, pattern)) : [path];
    }

    private static string[] Sorted(string path, IEnumerable<string> files) =>
        [.. files.Order(StringComparer.Ordinal).DefaultIfEmpty(path)];
}
