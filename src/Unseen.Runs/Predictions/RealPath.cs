namespace Unseen.Runs.Predictions;

/// <summary>Where files truly lie, whatever links lead there.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40; // as many as Linux follows

    /// <summary>Compares paths as the file system does, as far as one can know.</summary>
    public static StringComparer Comparer { get; } = OperatingSystem.IsLinux() ? StringComparer.Ordinal
        : StringComparer.OrdinalIgnoreCase;

    /// <summary>A path without any link in it; what is not there counts as no link.</summary>
    public static string Of(string path) => Places(path)[^1];

    /// <summary>All places that a path is reached by: its name in its real folder and, where that is a link, what it
    /// leads to, and so on.</summary>
    /// <remarks>A file that is put in any of them takes the place of what was there.</remarks>
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
            // not normalised: a .. goes up from where a link leads
            next = Path.Combine(Path.GetDirectoryName(place) ?? place, target);
        }
    }

    /// <summary>A path whose folder has no link in it.</summary>
    private static string Place(string path, ref int links)
    {
        var root = Path.GetPathRoot(path)!;
        var folder = root;
        string[] parts = [.. path[root.Length..].Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar)
            .Where(part => part is not ("" or "."))];
        for (var i = 0; i < parts.Length; i++)
        {
            var place = parts[i] == ".." ? Path.GetDirectoryName(folder) ?? folder : Path.Combine(folder, parts[i]);
            folder = i == parts.Length - 1 ? place : Places(place, ref links)[^1];
        }

        return folder;
    }
}
