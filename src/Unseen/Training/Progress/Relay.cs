namespace Unseen.Training.Progress;

/// <summary>Passes on reports immediately, on the reporting thread and one at a time. In contrast,
/// <see cref="Progress{T}"/> posts them to be handled later. Safe to call from several threads.</summary>
/// <param name="report">receives each report</param>
/// <typeparam name="T">type of a report</typeparam>
public sealed class Relay<T>(Action<T> report) : IProgress<T>
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public void Report(T value)
    {
        lock (_lock)
            report(value);
    }
}
