namespace Unseen.Runs;

/// <summary>Reads files and streams so that cancellation ends the wait.</summary>
internal static class CancellableRead
{
    private static readonly TimeSpan _moment = TimeSpan.FromSeconds(1);

    /// <summary>Reads on another thread. If that is cancelled and does not end in a moment, the thread is left to
    /// itself: a read of a pipe or of a file server that does not answer cannot be ended.</summary>
    /// <param name="read">reads</param>
    /// <param name="cancellation">ends the wait</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled, and the read did not end.</exception>
    public static T Run<T>(Func<T> read, CancellationToken cancellation) => cancellation.CanBeCanceled
        ? WaitAsync(Task.Run(read, CancellationToken.None), cancellation).GetAwaiter().GetResult() : read();

    /// <summary>Waits for work. Once it is cancelled, it has a moment to end by itself, and then is left if it has
    /// nothing to save.</summary>
    /// <param name="work">the work</param>
    /// <param name="cancellation">cancels it</param>
    /// <param name="endsInOrder">whether it ends by itself, however long that takes; null (default) if not</param>
    /// <exception cref="OperationCanceledException">It was cancelled, and did not end.</exception>
    public static async Task<T> WaitAsync<T>(
        Task<T> work, CancellationToken cancellation, Func<bool>? endsInOrder = null)
    {
        try
        {
            return await work.WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Task.WhenAny(work, Task.Delay(_moment, CancellationToken.None));
            return work.IsCompleted || endsInOrder?.Invoke() is true ? await work
                : throw new OperationCanceledException(cancellation);
        }
    }
}
