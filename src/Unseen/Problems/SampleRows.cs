using static TorchSharp.torch;

namespace Unseen.Problems;

/// <summary>Scaled features of many samples, of which a training step takes a few. Not thread-safe.</summary>
internal abstract class SampleRows : IDisposable
{
    /// <summary>Number of samples N.</summary>
    public abstract long Count { get; }

    /// <summary>Feature width D.</summary>
    public abstract long Width { get; }

    /// <summary>Copies samples: <c>destination[i] = sample rows[i]</c>.</summary>
    /// <param name="rows">[B] int64, 0-based</param>
    /// <param name="destination">[B, D]</param>
    public abstract void Gather(Tensor rows, Tensor destination);

    /// <summary>Neighbouring samples as a matrix.</summary>
    /// <param name="start">the first of them</param>
    /// <param name="count">how many</param>
    /// <returns>[count, D]; may be a view; the caller disposes it.</returns>
    public abstract Tensor Slice(long start, long count);

    /// <inheritdoc/>
    public abstract void Dispose();
}
