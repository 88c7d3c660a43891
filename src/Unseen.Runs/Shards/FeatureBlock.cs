namespace Unseen.Runs.Shards;

/// <summary>A block of consecutive rows of a shard. Each thread has its own block, which it reuses.</summary>
internal abstract class FeatureBlock : IDisposable
{
    /// <summary>The 0-based position in the shard of this block's first row.</summary>
    public long FirstRow { get; protected set; }

    /// <summary>R, the number of rows.</summary>
    public int Rows { get; protected set; }

    /// <summary>[R * D] raw features of the rows, one after the other.</summary>
    public abstract ReadOnlyMemory<float> Values { get; }

    /// <summary>[R] names of the images, null for a row without a name; empty if the shard has no names.</summary>
    public abstract ReadOnlyMemory<string?> Names { get; }

    /// <summary>Reads the rows that <see cref="FeatureShard.Take"/> assigned to the block. Does nothing if that method
    /// has already read the rows. Can be called on any thread.</summary>
    /// <exception cref="Data.UnseenDataException">The shard cannot be read or is damaged, a row does not have D
    /// features, a feature is null, or a name is too long.</exception>
    public virtual void Load()
    {
    }

    public abstract void Dispose();
}
