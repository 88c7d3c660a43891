namespace Unseen.Runs;

/// <summary>Reads files and streams so that cancellation ends the wait.</summary>
internal static class CancellableRead
{
    private static readonly TimeSpan _gracePeriod = TimeSpan.FromSeconds(1);

    /// <summary>Reads on another thread if the token can be cancelled, and otherwise on the calling thread. If the read
    /// does not end within a second of the cancellation, its thread is abandoned, since a read from a pipe or from a
    /// file server that does not respond cannot be stopped.</summary>
    /// <param name="read">the read operation</param>
    /// <param name="cancellation">ends the wait</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled, and the read did not end in
    /// time.</exception>
    public static T Run<T>(Func<T> read, CancellationToken cancellation) => cancellation.CanBeCanceled
        ? WaitAsync(Task.Run(read, CancellationToken.None), cancellation).GetAwaiter().GetResult() : read();

    /// <summary>Waits for work. After the cancellation, the work has a second to end. Then it is abandoned, unless
    /// <paramref name="endsInOrder"/> returns true.</summary>
    /// <param name="work">the work, which should observe the same token</param>
    /// <param name="cancellation">ends the wait</param>
    /// <param name="endsInOrder">checked after that second: if it returns true, the work will end by itself, and the
    /// wait has no limit; null (default) abandons the work</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled, and the work did not end in
    /// time.</exception>
    public static async Task<T> WaitAsync<T>(
        Task<T> work, CancellationToken cancellation, Func<bool>? endsInOrder = null)
    {
        try
        {
            return await work.WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Task.WhenAny(work, Task.Delay(_gracePeriod, CancellationToken.None));
            return work.IsCompleted || endsInOrder?.Invoke() is true ? await work
                : throw new OperationCanceledException(cancellation);
        }
    }
}
