namespace Unseen.Data.Hdf5;

/// <summary>The kinds of indexes of a dataset's chunks. Values of 1 or more are as in the layout message of version
/// 4.</summary>
internal enum HdfChunkIndex
{
    /// <summary>The dataset has no chunks.</summary>
    None = -1,

    /// <summary>A B-tree of version 1.</summary>
    Tree = 0,

    /// <summary>A single chunk, without an index.</summary>
    Single = 1,

    /// <summary>Contiguous chunks, without an index.</summary>
    Implicit = 2,

    /// <summary>An array of fixed length.</summary>
    FixedArray = 3,
}
