using System.Diagnostics;
using System.Text.Json.Nodes;
using TorchSharp;
using Unseen.Checkpoints;
using Unseen.Data;

namespace Unseen.Training;

/// <summary>
/// Saves the parts of a run between steps, and restores them when an interrupted run is resumed. Each part is attached
/// when it is created: it is restored immediately if the checkpoint has its state, and is saved from then on.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    private readonly CheckpointFolder? _folder;
    private readonly JsonObject _identity;
    private readonly TimeSpan _every;
    private readonly CancellationTokenSource _stop = new();
    private readonly OrderedDictionary<string, IResumable> _parts = [];
    private CheckpointFile? _restored;
    private long _saved = Stopwatch.GetTimestamp();

    private Checkpointer(
        CheckpointFolder? folder, JsonObject identity, TimeSpan every, CancellationToken runCancellation) =>
        (_folder, _identity, _every, RunCancellation) = (folder, identity, every, runCancellation);

    /// <summary>
    /// A token for work that calls <see cref="Tick"/>. It is cancelled after <see cref="Tick"/> has found that the run
    /// is cancelled and has saved the state. Work that never calls <see cref="Tick"/> must use
    /// <see cref="RunCancellation"/>.
    /// </summary>
    public CancellationToken Cancellation => _folder is null ? RunCancellation : _stop.Token;

    /// <summary>The run's own token.</summary>
    public CancellationToken RunCancellation { get; }

    /// <summary>Creates a checkpointer that saves nothing.</summary>
    public static Checkpointer Off(CancellationToken cancellation) => new(null, [], TimeSpan.Zero, cancellation);

    /// <summary>Creates a checkpointer that saves to a folder, and resumes from it if the options say so.</summary>
    /// <param name="options">the folder, the interval and whether to resume</param>
    /// <param name="dataset">the training data</param>
    /// <param name="run">the run's options; if they do not set the number of threads, the checkpoint's number is
    /// used</param>
    /// <param name="cancellation">the run's token</param>
    /// <exception cref="CheckpointException">The run is to be resumed, but all checkpoints are damaged or cannot be
    /// read, or they belong to another run or to an earlier version of Unseen.</exception>
    /// <exception cref="IOException">The first checkpoint cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be created, or the checkpoints in it cannot be
    /// deleted.</exception>
    public static Checkpointer Open(
        CheckpointOptions options, GzslDataset dataset, RunOptions run, CancellationToken cancellation)
    {
        var folder = new CheckpointFolder(options.Folder);
        var latest = options.Resume ? folder.OpenLatest(options.Warn) : null;
        try
        {
            if (run.Threads is null && latest is not null && RunIdentity.GetThreads(latest) is { } threads)
                torch.set_num_threads(threads);
            var identity = RunIdentity.Create(dataset, run);
            if (latest is not null)
            {
                identity.RequireSame(latest, options.Warn);
            }
            else
            {
                folder.Clear();
                using var nothing = new SavedState();
                // Save the identity now, so that a run that is killed before its first checkpoint can be resumed only
                // with the same options.
                folder.Write(identity.ToJson(), nothing);
            }

            return new Checkpointer(folder, identity.ToJson(), options.Every, cancellation) { _restored = latest };
        }
        catch
        {
            latest?.Dispose();
            throw;
        }
    }

    /// <summary>Attaches a part, and restores it if the checkpoint has its state. Parts that are attached after the
    /// first <see cref="Tick"/> or <see cref="EndPhase"/> are not restored.</summary>
    /// <returns>an object that detaches the part when disposed</returns>
    /// <exception cref="CheckpointException">The checkpoint lacks a value of the part, or contains it with another
    /// shape or type.</exception>
    public IDisposable Attach(string name, IResumable part)
    {
        if (_folder is null)
            return new Attachment(null, name);
        if (_restored?.Has($"{name}.") == true)
            new RestoredState(_restored).Sync(name, part);
        _parts.Add(name, part);
        return new Attachment(_parts, name);
    }

    /// <summary>Saves if the interval has passed or the run is cancelled. Call this after every step, while no part is
    /// in the middle of a step.</summary>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    public void Tick()
    {
        if (_folder is null)
            return;
        CloseRestored();
        if (RunCancellation.IsCancellationRequested && !_stop.IsCancellationRequested)
        {
            Save();
            _stop.Cancel();
        }
        else if (Stopwatch.GetElapsedTime(_saved) >= _every)
        {
            Save();
        }
    }

    /// <summary>Saves. Call this at the end of a phase.</summary>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    public void EndPhase()
    {
        if (_folder is null || _stop.IsCancellationRequested)
            return;
        CloseRestored();
        Save();
        if (RunCancellation.IsCancellationRequested)
            _stop.Cancel();
    }

    /// <summary>Closes the restored checkpoint.</summary>
    public void Dispose()
    {
        CloseRestored();
        _stop.Dispose();
    }

    private void CloseRestored()
    {
        _restored?.Dispose();
        _restored = null;
    }

    private void Save()
    {
        using var state = new SavedState();
        foreach (var (name, part) in _parts)
            state.Sync(name, part);
        if (state.IsFinite) // otherwise training has diverged, and the next step throws
            _folder!.Write(_identity, state);
        _saved = Stopwatch.GetTimestamp();
    }

    private sealed class Attachment(OrderedDictionary<string, IResumable>? parts, string name) : IDisposable
    {
        public void Dispose() => parts?.Remove(name);
    }
}
