namespace Unseen.Runs.Shards;

/// <summary>A block of consecutive rows of a shard. Each thread has its own block, which it reuses.</summary>
internal abstract class FeatureBlock : IDisposable
{
    /// <summary>The 0-based number of the first row in the shard.</summary>
    public long FirstRow { get; protected set; }

    /// <summary>R, the number of rows.</summary>
    public int Rows { get; protected set; }

    /// <summary>[R * D] raw features of the rows, one after the other.</summary>
    public abstract ReadOnlyMemory<float> Values { get; }

    /// <summary>[R] names of the images, or empty if the shard has none.</summary>
    public abstract ReadOnlyMemory<string?> Names { get; }

    /// <summary>Reads the rows that <see cref="FeatureShard.Take"/> assigned to the block. Can be called on any
    /// thread.</summary>
    /// <exception cref="Data.UnseenDataException">The shard is damaged, or a row does not have D features.</exception>
    public virtual void Load()
    {
    }

    public abstract void Dispose();
}
