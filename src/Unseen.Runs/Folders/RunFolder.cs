using Unseen.Runs.Records;


namespace Unseen.Runs.Folders;

/// <summary>
/// The folder of one run, which is there from its first step on, so that a run that ends before its time can go on. One
/// that takes the place of earlier results stands beside them, under another name, until it is complete. A kill at any
/// moment leaves one of the two, and never neither.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const string NewSuffix = ".new";
    private const string ReplacedSuffix = ".replaced";
    private const string CheckpointsName = "checkpoints";

    private readonly string _work;
    private readonly bool _isNew;
    private readonly List<RunLock> _locks = [];
    private bool _isKept;

    private RunFolder(string shownPath, bool replaces, TimeProvider clock)
    {
        ShownPath = shownPath;
        FinalPath = Full(shownPath);
        ShownWork = replaces ? Path.TrimEndingDirectorySeparator(shownPath) + NewSuffix : shownPath;
        _work = Full(ShownWork);
        _isNew = !Directory.Exists(_work);
        Directory.CreateDirectory(_work);
        try
        {
            if (replaces && Directory.Exists(FinalPath))
                _locks.Add(RunLock.Take(FinalPath, clock)); // a run may be on its way there
            _locks.Add(RunLock.Take(_work, clock));
        }
        catch
        {
            Unlock();
            throw;
        }

        AtomicFile.DeleteAbandoned(_work, _ => true);
    }

    /// <summary>The same as <see cref="FinalPath"/>, as the user wrote it.</summary>
    public string ShownPath { get; }

    /// <summary>The folder of the finished results.</summary>
    public string FinalPath { get; }

    /// <summary>The folder in which the run works until it is complete, as the user wrote it.</summary>
    public string ShownWork { get; }

    /// <summary>The folder of checkpoints.</summary>
    public string Checkpoints => PathOf(CheckpointsName);

    /// <summary>Whether the run can be resumed.</summary>
    public bool HasCheckpoint => HasCheckpointIn(ShownPath);

    /// <summary>The folder that --out names, checked, or a new one under "runs".</summary>
    /// <param name="place">where results are to go</param>
    /// <param name="defaultName">its name where --out is not given; a number is added if that is taken</param>
    /// <param name="clock">for the lock</param>
    /// <exception cref="UsageException">There are results, or an unfinished run, that are not to be
    /// replaced.</exception>
    /// <exception cref="IOException">Another process has it, or it cannot be made.</exception>
    public static RunFolder Begin(OutputPlace place, string defaultName, TimeProvider clock)
    {
        if (place.Path is { Length: > 0 } asked)
            Settle(asked, clock);
        var path = ResultFolder.Place(place, RunDescription.FileName, defaultName);
        var hasNew = HasNew(path);
        if (hasNew && !place.Overwrite)
            throw new UsageException(
                $"{place.Name} must be a new or empty folder, but {path}{NewSuffix} has an "
                + $"unfinished run. Go on with it by --resume {path}, or add --overwrite.");
        var folder = new RunFolder(path, hasNew || (Directory.Exists(path) && !ResultFolder.IsEmpty(path)), clock);
        folder.Clear();
        return folder;
    }

    /// <summary>The folder of a run that is to go on.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    public static RunFolder Resume(string path, TimeProvider clock) => new(path, HasNew(path), clock);

    /// <summary>Ends what a process that was killed while it put complete results in their place had begun.</summary>
    /// <exception cref="IOException">Another process is about to.</exception>
    public static void Settle(string path, TimeProvider clock)
    {
        if (RunRecord.IsComplete(path) && (HasNew(path) || Directory.Exists(Path.Combine(path, CheckpointsName))))
        {
            using var folder = Resume(path, clock);
            folder.Complete(interrupted: false);
        }

        if (Directory.Exists(Full(path)) && Directory.Exists(Full(path) + ReplacedSuffix))
            Directory.Delete(Full(path) + ReplacedSuffix, recursive: true);
    }

    /// <summary>The folder of the unfinished run, or of the run if there is none.</summary>
    public static string Unfinished(string path) => HasNew(path) ? Full(path) + NewSuffix : Full(path);

    /// <summary>Whether the run in a folder can be resumed.</summary>
    public static bool HasCheckpointIn(string path) =>
        Path.Combine(Unfinished(path), CheckpointsName) is var folder && Directory.Exists(folder)
            && Directory.EnumerateFiles(folder, "*.unseen").Any();

    /// <summary>The path to write one of the files to.</summary>
    public string PathOf(string name) => Path.Combine(_work, name);

    /// <summary>Keeps the folder even if the run cannot be resumed.</summary>
    public void Keep() => _isKept = true;

    /// <summary>Puts the results in their place; those of an interrupted run keep what is needed to go on.</summary>
    public void Complete(bool interrupted)
    {
        Keep();
        if (interrupted)
            return;
        if (Directory.Exists(Checkpoints))
            Directory.Delete(Checkpoints, recursive: true);
        Unlock();
        if (_work != FinalPath)
            ResultFolder.PutInPlace(_work, FinalPath, FinalPath + ReplacedSuffix);
    }

    /// <summary>Releases the folder, and removes it if it is new and the run cannot be resumed.</summary>
    public void Dispose()
    {
        Unlock();
        if (!_isKept && _isNew && !HasCheckpoint && Directory.Exists(_work))
            Directory.Delete(_work, recursive: true);
    }

    /// <summary>Removes what an earlier run has left here.</summary>
    private void Clear()
    {
        foreach (var entry in Directory.GetFileSystemEntries(_work).Where(entry => !RunLock.IsPart(entry)))
        {
            if (Directory.Exists(entry))
                Directory.Delete(entry, recursive: true);
            else
                File.Delete(entry);
        }
    }

    private void Unlock()
    {
        _locks.ForEach(held => held.Dispose());
        _locks.Clear();
    }

    private static bool HasNew(string path) =>
        File.Exists(Path.Combine(Full(path) + NewSuffix, RunDescription.FileName));

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
