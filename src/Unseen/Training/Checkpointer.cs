using System.Diagnostics;
using System.Text.Json.Nodes;
using TorchSharp;
using Unseen.Checkpoints;
using Unseen.Data;

namespace Unseen.Training;

/// <summary>
/// Saves the parts of a run between steps, and gives them back after a kill. Parts announce themselves where they are
/// made; they are restored at once where the checkpoint has them, and saved from then on.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    private readonly CheckpointFolder? _folder;
    private readonly JsonObject _identity;
    private readonly TimeSpan _every;
    private readonly CancellationToken _outer;
    private readonly CancellationTokenSource _stop = new();
    private readonly OrderedDictionary<string, IResumable> _parts = [];
    private CheckpointFile? _restored;
    private long _saved = Stopwatch.GetTimestamp();

    private Checkpointer(CheckpointFolder? folder, JsonObject identity, TimeSpan every, CancellationToken outer) =>
        (_folder, _identity, _every, _outer) = (folder, identity, every, outer);

    /// <summary>
    /// Cancelled once the state at hand is saved, which is when <see cref="Tick"/> finds the run cancelled; for all
    /// that ticks. What never ticks takes the run's own.
    /// </summary>
    public CancellationToken Cancellation => _folder is null ? _outer : _stop.Token;

    /// <summary>Saves nothing.</summary>
    public static Checkpointer Off(CancellationToken cancellation) => new(null, [], TimeSpan.Zero, cancellation);

    /// <summary>Saves to a folder, and goes on from it if that is wanted.</summary>
    /// <param name="options">where and how often</param>
    /// <param name="dataset">what is trained on</param>
    /// <param name="run">the run's options; a checkpoint of another run is refused; unless they say how many, the
    /// checkpoint's threads are used</param>
    /// <param name="cancellation">of the run</param>
    /// <exception cref="CheckpointException">No checkpoint is whole, or they are of another run.</exception>
    public static Checkpointer Open(
        CheckpointOptions options, GzslDataset dataset, RunOptions run, CancellationToken cancellation)
    {
        var folder = new CheckpointFolder(options.Folder);
        var latest = options.Resume ? folder.OpenLatest(options.Warn) : null;
        try
        {
            if (run.Threads is null && latest is not null && RunIdentity.ThreadsOf(latest) is { } threads)
                torch.set_num_threads(threads);
            var identity = RunIdentity.Of(dataset, run);
            if (latest is not null)
            {
                identity.RequireSame(latest, options.Warn);
            }
            else
            {
                folder.Clear();
                using var nothing = new SavedState();
                // what goes on after a kill within the first minute must be the same run too
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

    /// <summary>Makes a part known, and restores it where the checkpoint has it.</summary>
    /// <returns>makes it unknown again when disposed</returns>
    public IDisposable Attach(string name, IResumable part)
    {
        if (_folder is null)
            return new Attachment(null, name);
        if (_restored?.Has($"{name}.") == true)
            new RestoredState(_restored).Sync(name, part);
        _parts.Add(name, part);
        return new Attachment(_parts, name);
    }

    /// <summary>To be called after every step, when all parts are between two steps: saves where it is time, or the run
    /// is to stop.</summary>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    public void Tick()
    {
        if (_folder is null)
            return;
        Forget();
        if (_outer.IsCancellationRequested && !_stop.IsCancellationRequested)
        {
            Save();
            _stop.Cancel();
        }
        else if (Stopwatch.GetElapsedTime(_saved) >= _every)
        {
            Save();
        }
    }

    /// <summary>To be called at the end of a phase: saves.</summary>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    public void EndPhase()
    {
        if (_folder is null || _stop.IsCancellationRequested)
            return;
        Forget();
        Save();
        if (_outer.IsCancellationRequested)
            _stop.Cancel();
    }

    /// <summary>Ends the use of the checkpoint that was restored: what is trained from here on is new.</summary>
    public void Dispose()
    {
        Forget();
        _stop.Dispose();
    }

    private void Forget()
    {
        _restored?.Dispose();
        _restored = null;
    }

    private void Save()
    {
        using var state = new SavedState();
        foreach (var (name, part) in _parts)
            state.Sync(name, part);
        if (state.IsFinite) // or training has diverged, and the next step says so
            _folder!.Write(_identity, state);
        _saved = Stopwatch.GetTimestamp();
    }

    private sealed class Attachment(OrderedDictionary<string, IResumable>? parts, string name) : IDisposable
    {
        public void Dispose() => parts?.Remove(name);
    }
}
