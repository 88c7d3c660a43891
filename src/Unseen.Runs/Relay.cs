namespace Unseen.Runs;

/// <summary>Passes reports on at once and on the reporting thread, one at a time, unlike <see cref="Progress{T}"/>.
/// </summary>
/// <param name="report">receives each report</param>
internal sealed class Relay<T>(Action<T> report) : IProgress<T>
{
    private readonly Lock _lock = new();

    public void Report(T value)
    {
        lock (_lock)
            report(value);
    }
}
