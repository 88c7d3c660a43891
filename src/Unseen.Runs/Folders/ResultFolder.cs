namespace Unseen.Runs.Folders;

/// <summary>
/// A folder of results that is created atomically: files are written to a hidden folder beside it, which is renamed
/// when it is complete. Earlier results are unchanged until then.
/// </summary>
internal sealed class ResultFolder : IDisposable
{
    /// <summary>The parent of result folders that the user does not name.</summary>
    public const string DefaultParent = "runs";

    private const string Partial = "partial", Replaced = "replaced";

    private readonly string _id = Guid.NewGuid().ToString("N");

    private ResultFolder(string shownPath)
    {
        ShownPath = shownPath;
        FinalPath = Full(shownPath);
        WorkPath = Beside(FinalPath, Partial) + _id;
    }

    /// <summary>The same as <see cref="FinalPath"/>, as the user wrote it.</summary>
    public string ShownPath { get; }

    /// <summary>The folder of the finished results.</summary>
    public string FinalPath { get; }

    /// <summary>The folder in which the results are written until they are complete.</summary>
    private string WorkPath { get; }

    /// <summary>If a process was killed while it moved complete results to the final folder, finishes the
    /// move.</summary>
    /// <param name="shownPath">the final folder, which need not exist</param>
    public static void Settle(string shownPath)
    {
        var final = Full(shownPath);
        if (Path.GetDirectoryName(final) is not { } parent || !Directory.Exists(parent))
            return;
        foreach (var replaced in Directory.GetDirectories(parent)
            .Where(path => path.StartsWith(Beside(final, Replaced), StringComparison.Ordinal)))
        {
            // If the new results exist, they are complete: only then are the earlier results moved away.
            var work = Beside(final, Partial) + replaced[Beside(final, Replaced).Length..];
            if (!Directory.Exists(final))
                Directory.Move(Directory.Exists(work) ? work : replaced, final);
            if (Directory.Exists(replaced))
                Directory.Delete(replaced, recursive: true);
        }
    }

    /// <summary>Checks that results can be written to a folder, before anything is computed. Creates
    /// nothing.</summary>
    /// <param name="place">the folder for results</param>
    /// <param name="marker">name of a file that every folder of such results has</param>
    /// <param name="inPlace">true if files are written to the folder itself if it is empty; false (default) if they are
    /// always written to a folder beside it</param>
    /// <exception cref="UsageException">The path is empty or a file, or its parent is a file. Or no file can be created
    /// in the parent (if <paramref name="inPlace"/> is true and the folder is empty: in the folder). Or the folder has
    /// files, and it must not be overwritten or lacks the marker.</exception>
    public static void Check(OutputPlace place, string marker, bool inPlace = false)
    {
        RequireWritable(place, inPlace);
        if (place is not { Path: { } path, Name: var name })
            return;
        RequireFolder(path, name);
        if (!Directory.Exists(path) || IsEmpty(path))
            return;
        if (!place.Overwrite)
            throw new UsageException(
                $"{name} {path} already has files in it. Choose a new folder, or add --overwrite.");
        if (!File.Exists(Path.Combine(path, marker)))
            throw new UsageException(
                $"{name} {path} has files, but no {marker}: they are not earlier results, so they are not "
                    + "overwritten. Choose another folder.");
    }

    /// <summary>Requires that the path of a folder is not empty, and that there is no file at this path.</summary>
    /// <param name="path">the path</param>
    /// <param name="name">the option that names the path, for messages</param>
    /// <returns>the path</returns>
    /// <exception cref="UsageException">The path is empty or a file.</exception>
    public static string RequireFolder(string path, string name) => path.Length > 0 && !File.Exists(path) ? path
        : throw new UsageException(
            $"{name} must be a folder, but {(path.Length == 0 ? "was empty" : $"{path} is a file")}.");

    /// <summary>Requires that the results can be written: creates and deletes a file in the nearest parent that exists.
    /// If <paramref name="inPlace"/> is true, and the folder exists and is empty, the file is created in the folder
    /// itself.</summary>
    private static void RequireWritable(OutputPlace place, bool inPlace)
    {
        var path = place.Path is { Length: > 0 } named ? named : Path.Combine(DefaultParent, "run");
        var folder = inPlace && Directory.Exists(path) && IsEmpty(path) ? path
            : Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        while (folder is not null && !Directory.Exists(folder))
        {
            if (File.Exists(folder))
                throw new UsageException($"{place.Name} must be in a folder, but {folder} is a file.");
            folder = Path.GetDirectoryName(folder);
        }

        try
        {
            using var probe = new FileStream(
                Path.Combine(folder ?? path, $".{Guid.NewGuid():N}{AtomicFile.TemporaryExtension}"),
                FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{place.Name}: no file can be created in {folder}: "
                + $"{FailureReason.Describe(exception)}. Choose another folder.");
        }
    }

    /// <summary>Determines whether a folder is empty, apart from locks and temporary files that a killed process may
    /// have left.</summary>
    public static bool IsEmpty(string path) =>
        Directory.EnumerateFileSystemEntries(path)
            .All(entry => RunLock.IsPart(entry) || AtomicFile.IsTemporary(entry));

    /// <summary>Checks the given folder, or chooses a new one under "runs", and prepares to write to it. Creates
    /// nothing.</summary>
    /// <param name="place">the folder for results</param>
    /// <param name="marker">as for <see cref="Check"/></param>
    /// <param name="defaultName">name of the folder if <paramref name="place"/> has no path; a number is appended if it
    /// already exists</param>
    /// <exception cref="UsageException">As for <see cref="Check"/>.</exception>
    public static ResultFolder Plan(OutputPlace place, string marker, string defaultName) =>
        new(Place(place, marker, defaultName));

    /// <summary>Checks the given folder, or chooses a new one, as <see cref="Plan"/> does, and returns its
    /// path.</summary>
    /// <exception cref="UsageException">As for <see cref="Check"/>.</exception>
    public static string Place(OutputPlace place, string marker, string defaultName, bool inPlace = false)
    {
        Check(place, marker, inPlace);
        if (place.Path is { } path)
            return path;
        var free = Path.Combine(DefaultParent, defaultName);
        for (var number = 2; Path.Exists(free); number++)
            free = Path.Combine(DefaultParent, $"{defaultName}-{number}");
        return free;
    }

    /// <summary>Gets the path to write a file to, and creates its folder.</summary>
    public string GetPath(string name)
    {
        Directory.CreateDirectory(WorkPath);
        return Path.Combine(WorkPath, name);
    }

    /// <summary>Moves the complete results to the final folder.</summary>
    public void Complete() => PutInPlace(WorkPath, FinalPath, Beside(FinalPath, Replaced) + _id);

    /// <summary>Moves a folder of complete results to its final path. Earlier results there are deleted afterwards, or
    /// moved back if the move fails.</summary>
    /// <param name="work">the folder of results</param>
    /// <param name="final">the final path</param>
    /// <param name="replaced">a temporary path for the earlier results; anything there, left by a killed process, is
    /// deleted</param>
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

    /// <summary>Deletes the files unless <see cref="Complete"/> was called.</summary>
    public void Dispose()
    {
        if (Directory.Exists(WorkPath))
            Directory.Delete(WorkPath, recursive: true);
    }

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>Gets the path of a hidden folder beside the given one, without the id that the caller
    /// appends.</summary>
    private static string Beside(string path, string what) =>
        Path.Combine(Path.GetDirectoryName(path) ?? ".", $".{Path.GetFileName(path)}.{what}-");
}
