namespace Unseen.Runs.Shards;

/// <summary>Makes threads finish pieces of work in the order of their numbers, from 0 up to the first piece that fails.
/// Safe to call from several threads.</summary>
internal sealed class Turns
{
    private readonly object _gate = new();
    private long _turn;
    private bool _isOver;

    /// <summary>The exception of the first piece that failed, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Waits until all earlier pieces are finished.</summary>
    /// <returns>false if an earlier piece failed, or <see cref="Stop"/> was called</returns>
    public bool Await(long piece)
    {
        lock (_gate)
        {
            while (_turn != piece && !_isOver)
                Monitor.Wait(_gate);
            return !_isOver;
        }
    }

    /// <summary>Finishes the current piece, so that it is the turn of the next one.</summary>
    public void Pass()
    {
        lock (_gate)
        {
            _turn++;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends all waits.</summary>
    /// <param name="failure">the exception of the current piece, or null (default) if it did not fail</param>
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
