namespace Unseen.Cli;

/// <summary>Distinguishes a second request to stop from an echo of the first. Safe to call from several
/// threads.</summary>
/// <param name="clock">for the time between them</param>
/// <remarks>One wish may come as several signals: GNU timeout and service managers signal a process and its group, and
/// so does a terminal whose Ctrl-C a parent passes on.</remarks>
internal sealed class EndRequests(TimeProvider clock)
{
    private static readonly TimeSpan _echo = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private long? _first;

    /// <summary>Counts a signal.</summary>
    /// <returns>true if the process is to end at once: it was asked before, and not just now</returns>
    public bool IsAgain()
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
