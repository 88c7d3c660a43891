using static TorchSharp.torch;

namespace Unseen.Problems;

/// <summary>The scaled features of a set of samples, from which training steps take batches. Not
/// thread-safe.</summary>
internal abstract class SampleRows : IDisposable
{
    /// <summary>The number of samples N.</summary>
    public abstract long Count { get; }

    /// <summary>The feature width D.</summary>
    public abstract long Width { get; }

    /// <summary>Copies samples: <c>destination[i] = sample rows[i]</c>.</summary>
    /// <param name="rows">[B] int64, 0-based</param>
    /// <param name="destination">[B, D]</param>
    public abstract void Gather(Tensor rows, Tensor destination);

    /// <summary>Gets consecutive samples as a matrix.</summary>
    /// <param name="start">the index of the first sample</param>
    /// <param name="count">the number of samples</param>
    /// <returns>[count, D]; may be a view; the caller disposes it.</returns>
    public abstract Tensor Slice(long start, long count);

    /// <inheritdoc/>
    public abstract void Dispose();
}
