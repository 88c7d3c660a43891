namespace Unseen.Runs.Shards;

/// <summary>Lets threads that took pieces of work in order also finish them in order, up to the first that fails.
/// Safe to call from several threads.</summary>
internal sealed class Turns
{
    private readonly object _gate = new();
    private long _turn;
    private bool _isOver;

    /// <summary>What the first piece that failed did so with.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Waits until all pieces before one are finished.</summary>
    /// <returns>false if one of them failed, or all was stopped</returns>
    public bool Await(long piece)
    {
        lock (_gate)
        {
            while (_turn != piece && !_isOver)
                Monitor.Wait(_gate);
            return !_isOver;
        }
    }

    /// <summary>Finishes the piece whose turn it is.</summary>
    public void Pass()
    {
        lock (_gate)
        {
            _turn++;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends it all, with a failure of the piece whose turn it is, or without.</summary>
    public void Stop(Exception? failure = null)
    {
        lock (_gate)
        {
            Failure ??= failure;
            _isOver = true;
            Monitor.PulseAll(_gate);
        }
    }
}
