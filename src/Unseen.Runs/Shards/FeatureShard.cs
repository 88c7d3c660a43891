namespace Unseen.Runs.Shards;

/// <summary>A file of features that is read block by block, so that memory does not grow with the file.</summary>
/// <remarks>Blocks are taken in order by one thread at a time, and loaded by several at once.</remarks>
internal abstract class FeatureShard : IDisposable
{
    /// <summary>Whether the file has image names.</summary>
    public abstract bool HasNames { get; }

    /// <summary>Memory that a block needs while it is loaded.</summary>
    public abstract long BlockBytes { get; }

    /// <summary>The number of blocks.</summary>
    public abstract long Blocks { get; }

    /// <summary>Opens a .npz or .parquet file.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="width">D, the features that every row must have</param>
    /// <exception cref="Data.DataException">The file is damaged, or has no features of that width.</exception>
    public static FeatureShard Open(string path, int width) =>
        Path.GetExtension(path) == ShardFiles.Parquet ? new ParquetShard(path, width) : new NpzShard(path, width);

    /// <summary>A block without rows, to take rows with.</summary>
    public abstract FeatureBlock CreateBlock();

    /// <summary>Takes the next rows.</summary>
    /// <param name="block">one of this shard's; receives them once it is loaded</param>
    /// <returns>false at the end</returns>
    /// <exception cref="Data.DataException">The file is damaged.</exception>
    public abstract bool Take(FeatureBlock block);

    public abstract void Dispose();
}
