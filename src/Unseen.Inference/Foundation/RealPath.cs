namespace Unseen;

/// <summary>Resolves symbolic links in every part of a path. Stateless and thread-safe.</summary>
public static class RealPath
{
    private const int MaxLinks = 40; // the limit of Linux

    /// <summary>Compares paths as the file systems of this operating system usually do.</summary>
    public static StringComparer Comparer { get; } = OperatingSystem.IsLinux() ? StringComparer.Ordinal
        : StringComparer.OrdinalIgnoreCase;

    /// <summary>Gets a path with all symbolic links resolved. Parts that do not exist are kept as they are. At most 40
    /// links are followed.</summary>
    /// <param name="path">path of a file or folder, which need not exist</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public static string Resolve(string path) => Places(path)[^1];

    /// <summary>Gets the steps in which a path is resolved. The first result is the path with all links in its folder
    /// resolved. If this result is itself a link, the next result is the link's target, and so on.</summary>
    /// <param name="path">path of a file or folder, which need not exist</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <remarks>Writing to any of these paths changes the file that is read through the original path.</remarks>
    public static IReadOnlyList<string> Places(string path)
    {
        var links = 0;
        return Places(Path.GetFullPath(path), ref links);
    }

    private static List<string> Places(string path, ref int links)
    {
        List<string> places = [];
        for (var next = path; ;)
        {
            var place = Place(next, ref links);
            places.Add(place);
            if (new FileInfo(place).LinkTarget is not { } target || ++links > MaxLinks)
                return places;
            // Path.GetFullPath would delete "link/.." from the text, but ".." after a link is the parent of the link's
            // target. So Place resolves each "..".
            next = Path.Combine(Path.GetDirectoryName(place) ?? place, target);
        }
    }

    /// <summary>Resolves the folder of a path, but not its last part.</summary>
    private static string Place(string path, ref int links)
    {
        var root = Path.GetPathRoot(path)!;
        var folder = root;
        string[] parts = [.. path[root.Length..].Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar)
            .Where(part => part is not ("" or "."))];
        for (var i = 0; i < parts.Length; i++)
        {
            var place = parts[i] == ".." ? Path.GetDirectoryName(folder) ?? folder : Path.Combine(folder, parts[i]);
            // The folder is already resolved, so only a link needs Places. Calling Places for each part would resolve
            // all parts before it again, which takes exponential time.
            folder = i == parts.Length - 1 || new FileInfo(place).LinkTarget is null ? place
                : Places(place, ref links)[^1];
        }

        return folder;
    }
}
