
namespace Unseen.Runs.Folders;

/// <summary>
/// A folder of results that appears whole or not at all: files are written to a hidden folder beside it, which takes
/// its place at the end. Earlier results stay as they are until then.
/// </summary>
internal sealed class ResultFolder : IDisposable
{
    /// <summary>The parent of result folders that the user does not name.</summary>
    public const string DefaultParent = "runs";

    private ResultFolder(string shownPath)
    {
        ShownPath = shownPath;
        FinalPath = Path.TrimEndingDirectorySeparator(Path.GetFullPath(shownPath));
        WorkPath = Beside(FinalPath, "partial");
    }

    /// <summary>The same as <see cref="FinalPath"/>, as the user wrote it.</summary>
    public string ShownPath { get; }

    /// <summary>The folder of the finished results.</summary>
    public string FinalPath { get; }

    /// <summary>The folder in which the results are written until they are complete.</summary>
    private string WorkPath { get; }

    /// <summary>Checks that results may go to --out, before anything is computed; nothing is created.</summary>
    /// <param name="place">where results are to go</param>
    /// <param name="marker">a file that tells a folder of such results from any other</param>
    /// <exception cref="UsageException">The folder is not empty, and not to be replaced or not one of
    /// results.</exception>
    public static void Check(OutputPlace place, string marker)
    {
        if (place is not { Path: { } path, Name: var name })
            return;
        if (path.Length == 0 || File.Exists(path))
            throw new UsageException(
                $"{name} must be a folder, but was {(path.Length == 0 ? "empty" : $"the file {path}")}.");
        if (!Directory.Exists(path) || IsEmpty(path))
            return;
        if (!place.Overwrite)
            throw new UsageException(
                $"{name} must be a new or empty folder, but {path} has files in it. Choose another, or add "
                    + "--overwrite.");
        if (!File.Exists(Path.Combine(path, marker)))
            throw new UsageException(
                $"{name} must be a folder of earlier results to be overwritten, but {path} has no {marker}. Choose "
                    + "another.");
    }

    /// <summary>Whether a folder is empty, except for files that a killed process may have left.</summary>
    public static bool IsEmpty(string path) =>
        Directory.EnumerateFileSystemEntries(path)
            .All(entry => RunLock.IsPart(entry) || entry.EndsWith(
            AtomicFile.TemporaryExtension, StringComparison.Ordinal));

    /// <summary>The folder that --out names, checked, or a new one under "runs".</summary>
    /// <param name="place">where results are to go</param>
    /// <param name="marker">as for <see cref="Check"/></param>
    /// <param name="defaultName">its name where --out is not given; a number is added if that is taken</param>
    public static ResultFolder Plan(OutputPlace place, string marker, string defaultName) =>
        new(Place(place, marker, defaultName));

    /// <summary>The path that <see cref="Plan"/> uses.</summary>
    public static string Place(OutputPlace place, string marker, string defaultName)
    {
        Check(place, marker);
        if (place.Path is { } path)
            return path;
        var free = Path.Combine(DefaultParent, defaultName);
        for (var number = 2; Path.Exists(free); number++)
            free = Path.Combine(DefaultParent, $"{defaultName}-{number}");
        return free;
    }

    /// <summary>The path to write one of the files to.</summary>
    public string PathOf(string name)
    {
        Directory.CreateDirectory(WorkPath);
        return Path.Combine(WorkPath, name);
    }

    /// <summary>Puts the complete results in their place.</summary>
    public void Complete() => PutInPlace(WorkPath, FinalPath, Beside(FinalPath, "replaced"));

    /// <summary>Moves a folder of complete results to where they belong; earlier ones there are removed once that is
    /// done, or come back if it fails.</summary>
    /// <param name="work">the results</param>
    /// <param name="final">where they belong</param>
    /// <param name="replaced">where earlier ones wait meanwhile; what a kill has left there goes</param>
    public static void PutInPlace(string work, string final, string replaced)
    {
        if (Directory.Exists(final))
        {
            if (Directory.Exists(replaced))
                Directory.Delete(replaced, recursive: true);
            Directory.Move(final, replaced);
        }

        try
        {
            Directory.Move(work, final);
        }
        catch when (Directory.Exists(replaced) && !Directory.Exists(final))
        {
            Directory.Move(replaced, final);
            throw;
        }

        if (Directory.Exists(replaced))
            Directory.Delete(replaced, recursive: true);
    }

    /// <summary>Removes what was written unless it was completed.</summary>
    public void Dispose()
    {
        if (Directory.Exists(WorkPath))
            Directory.Delete(WorkPath, recursive: true);
    }

    private static string Beside(string path, string what) =>
        Path.Combine(Path.GetDirectoryName(path) ?? ".", $".{Path.GetFileName(path)}.{what}-{Guid.NewGuid():N}");
}
