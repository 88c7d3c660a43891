namespace Unseen.Runs.Shards;

/// <summary>A file of features that is read in blocks, so that the memory use does not depend on the size of the
/// file.</summary>
/// <remarks>Only one thread at a time may take a block, and blocks are taken in order. Several threads can load their
/// blocks at the same time.</remarks>
internal abstract class FeatureShard : IDisposable
{
    /// <summary>Whether the file has image names.</summary>
    public abstract bool HasNames { get; }

    /// <summary>The memory that the largest block needs once it is loaded, in bytes.</summary>
    public abstract long BlockBytes { get; }

    /// <summary>The number of blocks.</summary>
    public abstract long Blocks { get; }

    /// <summary>Opens a .npz or .parquet file.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="width">D, the required number of features per row</param>
    /// <exception cref="Data.UnseenDataException">The file is damaged, or does not have features of that
    /// width.</exception>
    public static FeatureShard Open(string path, int width) =>
        ShardFiles.HasExtension(path, ShardFiles.Parquet) ? new ParquetShard(path, width) : new NpzShard(path, width);

    /// <summary>Creates an empty block for <see cref="Take"/>.</summary>
    public abstract FeatureBlock CreateBlock();

    /// <summary>Assigns the next rows of the file to a block.</summary>
    /// <param name="block">a block of this shard, which receives the rows</param>
    /// <returns>false at the end of the file</returns>
    /// <exception cref="Data.UnseenDataException">The file is damaged.</exception>
    public abstract bool Take(FeatureBlock block);

    public abstract void Dispose();
}
