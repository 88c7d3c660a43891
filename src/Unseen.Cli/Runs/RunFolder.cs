using Unseen.Cli.Flags;

namespace Unseen.Cli.Runs;

/// <summary>
/// The folder of one run, which is there from its first step on, so that a run that ends before its time can go on. One that takes the place of
/// earlier results stands beside them, under another name, until it is complete.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const string NewSuffix = ".new";
    private const string CheckpointsName = "checkpoints";

    private readonly string _work;
    private readonly bool _isNew;
    private readonly RunLock _lock;
    private bool _isComplete;

    private RunFolder(string shownPath, string work, TimeProvider clock)
    {
        ShownPath = shownPath;
        FinalPath = Full(shownPath);
        _work = work;
        _isNew = !Directory.Exists(work);
        Directory.CreateDirectory(work);
        _lock = RunLock.Take(work, clock);
    }

    /// <summary>As <see cref="FinalPath"/>, as short as the user gave it.</summary>
    public string ShownPath { get; }

    /// <summary>Where the results will be.</summary>
    public string FinalPath { get; }

    /// <summary>Where checkpoints go.</summary>
    public string Checkpoints => PathOf(CheckpointsName);

    /// <summary>Whether there is something to go on from.</summary>
    public bool HasCheckpoint => HasFiles(Checkpoints);

    /// <summary>The folder that --out names, checked, or a new one under "runs".</summary>
    /// <param name="values">the flags</param>
    /// <param name="defaultName">its name where --out is not given; a number is added where that is taken</param>
    /// <param name="clock">for the lock</param>
    /// <exception cref="IOException">Another process has it, or it cannot be made.</exception>
    public static RunFolder Begin(FlagValues values, string defaultName, TimeProvider clock)
    {
        var path = ResultFolder.Place(values, RunConfig.FileName, defaultName);
        var replaces = Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();
        return new RunFolder(path, replaces ? Full(path) + NewSuffix : Full(path), clock);
    }

    /// <summary>The folder of a run that is to go on.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    public static RunFolder Resume(string path, TimeProvider clock) => new(path, Unfinished(path), clock);

    /// <summary>Where the unfinished part of a run is.</summary>
    public static string Unfinished(string path) => Directory.Exists(Full(path) + NewSuffix) ? Full(path) + NewSuffix : Full(path);

    /// <summary>Whether the run of a folder has something to go on from.</summary>
    public static bool HasCheckpointIn(string path) => HasFiles(Path.Combine(Unfinished(path), CheckpointsName));

    /// <summary>The path to write one of the files to.</summary>
    public string PathOf(string name) => Path.Combine(_work, name);

    /// <summary>Puts the results in their place; those of an interrupted run keep what is needed to go on.</summary>
    public void Complete(bool interrupted)
    {
        _isComplete = true;
        if (interrupted)
            return;
        if (Directory.Exists(Checkpoints))
            Directory.Delete(Checkpoints, recursive: true);
        _lock.Dispose();
        if (_work == FinalPath)
            return;
        var earlier = $"{FinalPath}.replaced-{Guid.NewGuid():N}";
        Directory.Move(FinalPath, earlier);
        try
        {
            Directory.Move(_work, FinalPath);
        }
        catch
        {
            Directory.Move(earlier, FinalPath);
            throw;
        }

        Directory.Delete(earlier, recursive: true);
    }

    /// <summary>Lets others use the folder; one without anything to go on from is removed, if it is new.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        if (!_isComplete && _isNew && !HasCheckpoint && Directory.Exists(_work))
            Directory.Delete(_work, recursive: true);
    }

    private static bool HasFiles(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any();

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
