using Unseen.Runs.Records;

namespace Unseen.Runs.Folders;

/// <summary>
/// The folder of one run. It exists from the start of the run, so that an interrupted run can be resumed. A run that
/// replaces earlier results works in a second folder beside them until it is complete. Whenever the process is killed,
/// at least one of the two folders still exists.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    // Names that users do not choose for their own runs, because these folders are moved and deleted.
    internal const string NewSuffix = ".unseen-new";
    private const string ReplacedSuffix = ".unseen-replaced";

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
        try
        {
            if (replaces && Directory.Exists(FinalPath))
                _locks.Add(RunLock.Take(FinalPath, clock)); // another process may be writing to it
            Directory.CreateDirectory(_work);
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
    public string Checkpoints => GetPath(CheckpointsName);

    /// <summary>Whether the run can be resumed.</summary>
    public bool HasCheckpoint => HasCheckpointIn(ShownPath);

    /// <summary>Checks and creates the folder of a new run: the given folder, or a new one under "runs".</summary>
    /// <param name="place">the folder for results</param>
    /// <param name="defaultName">name of the folder if <paramref name="place"/> has no path; a number is appended if it
    /// already exists</param>
    /// <param name="clock">the clock for the lock</param>
    /// <exception cref="UsageException">The folder has results or an unfinished run that must not be overwritten, or
    /// the path is not valid (see <see cref="ResultFolder.Check"/>).</exception>
    /// <exception cref="IOException">Another process uses the folder, or it cannot be created.</exception>
    public static RunFolder Begin(OutputPlace place, string defaultName, TimeProvider clock)
    {
        if (place.Path is { Length: > 0 } asked)
            Settle(asked, clock);
        var path = ResultFolder.Place(place, RunDescription.FileName, defaultName, inPlace: true);
        var hasNew = HasNew(path);
        if (hasNew && !place.Overwrite)
            throw new UsageException(
                $"{place.Name} {path} has an unfinished run (in {path}{NewSuffix}). Continue it with --resume "
                    + $"{Words.Quoted(path)}, or start again with --overwrite.");
        var replaces = hasNew || (Directory.Exists(path) && !ResultFolder.IsEmpty(path));
        if (replaces && Array.Find(
            [NewSuffix, ReplacedSuffix], suffix => IsForeign(Full(path) + suffix)) is { } foreign)
            throw new UsageException(
                $"{path}{foreign} has files, but is not a run, and {place.Name} {path} needs a folder of this name "
                    + "while it replaces results. Rename that folder, or choose another for the results.");
        var folder = new RunFolder(path, replaces, clock);
        folder.Clear();
        return folder;
    }

    /// <summary>Opens the folder of a run to resume it.</summary>
    /// <exception cref="IOException">Another process uses the folder.</exception>
    public static RunFolder Resume(string path, TimeProvider clock) => new(path, HasNew(path), clock);

    /// <summary>If a process was killed while it moved complete results to the final folder, finishes the
    /// move.</summary>
    /// <exception cref="IOException">Another process uses the folder.</exception>
    public static void Settle(string path, TimeProvider clock)
    {
        if (RunRecord.IsComplete(path) && (HasNew(path) || Directory.Exists(Path.Combine(path, CheckpointsName))))
        {
            using var folder = Resume(path, clock);
            folder.Complete(interrupted: false);
        }

        if (Directory.Exists(Full(path))
            && File.Exists(Path.Combine(Full(path) + ReplacedSuffix, RunDescription.FileName)))
            Directory.Delete(Full(path) + ReplacedSuffix, recursive: true);
    }

    /// <summary>Gets the second folder if an unfinished run works there, otherwise the given folder.</summary>
    public static string Unfinished(string path) => HasNew(path) ? Full(path) + NewSuffix : Full(path);

    /// <summary>Determines whether the run in a folder can be resumed.</summary>
    public static bool HasCheckpointIn(string path) =>
        Path.Combine(Unfinished(path), CheckpointsName) is var folder && Directory.Exists(folder)
            && Directory.EnumerateFiles(folder, "*.unseen").Any();

    /// <summary>Gets the path to write a file to.</summary>
    public string GetPath(string name) => Path.Combine(_work, name);

    /// <summary>Prevents <see cref="Dispose"/> from deleting the folder.</summary>
    public void KeepOnDispose() => _isKept = true;

    /// <summary>Moves the results to the final folder and deletes the checkpoints. An interrupted run stays where it
    /// is, with its checkpoints, so that it can be resumed.</summary>
    public void Complete(bool interrupted)
    {
        KeepOnDispose();
        if (interrupted)
            return;
        if (Directory.Exists(Checkpoints))
            Directory.Delete(Checkpoints, recursive: true);
        Unlock();
        if (_work != FinalPath)
            ResultFolder.PutInPlace(_work, FinalPath, FinalPath + ReplacedSuffix);
    }

    /// <summary>Releases the folder. Deletes it if it is new and the run cannot be resumed, unless
    /// <see cref="KeepOnDispose"/> or <see cref="Complete"/> was called.</summary>
    public void Dispose()
    {
        Unlock();
        if (!_isKept && _isNew && !HasCheckpoint && Directory.Exists(_work))
            Directory.Delete(_work, recursive: true);
    }

    /// <summary>Deletes the files of an earlier run.</summary>
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

    /// <summary>Determines whether a folder has files, but is not the folder of a run.</summary>
    private static bool IsForeign(string folder) => Directory.Exists(folder) && !ResultFolder.IsEmpty(folder)
        && !File.Exists(Path.Combine(folder, RunDescription.FileName));

    private static bool HasNew(string path) =>
        File.Exists(Path.Combine(Full(path) + NewSuffix, RunDescription.FileName));

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
