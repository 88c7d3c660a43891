namespace Unseen.Runs.Shards;

/// <summary>Some consecutive rows of a shard; a thread has one of its own and uses it again and again.</summary>
internal abstract class FeatureBlock : IDisposable
{
    /// <summary>The first row's number in the shard, from 0 on.</summary>
    public long FirstRow { get; protected set; }

    /// <summary>R, the number of rows.</summary>
    public int Rows { get; protected set; }

    /// <summary>[R * D] raw features, row after row.</summary>
    public abstract ReadOnlyMemory<float> Values { get; }

    /// <summary>[R] the images' names, or empty if the shard has none.</summary>
    public abstract ReadOnlyMemory<string?> Names { get; }

    /// <summary>Reads what was taken, on any thread.</summary>
    /// <exception cref="Data.DataException">The shard is damaged, or a row has not D features.</exception>
    public virtual void Load()
    {
    }

    public abstract void Dispose();
}
