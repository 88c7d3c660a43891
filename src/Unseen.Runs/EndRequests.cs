namespace Unseen.Runs;

/// <summary>Distinguishes a second request to stop from an echo of the first. Safe to call from several
/// threads.</summary>
/// <param name="clock">the clock for the time between requests</param>
/// <remarks>One request can arrive as several signals. For example, GNU timeout and service managers send a signal to a
/// process and again to its process group. Ctrl-C in a terminal reaches the process directly, and its parent process
/// may also pass it on.</remarks>
internal sealed class EndRequests(TimeProvider clock)
{
    private static readonly TimeSpan _echo = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private long? _first;

    /// <summary>Counts a signal.</summary>
    /// <returns>true if the process must end at once, since this is a second request and not an echo of the
    /// first</returns>
    public bool Register()
    {
        lock (_lock)
        {
            if (_first is { } first)
                return clock.GetElapsedTime(first) >= _echo;
            _first = clock.GetTimestamp();
            return false;
        }
    }
}
