namespace Unseen.Data.Hdf5;

/// <summary>How the chunks of a dataset are found; the numbers are those of layouts of version 4.</summary>
internal enum HdfChunkIndex
{
    /// <summary>There are no chunks.</summary>
    None = -1,

    /// <summary>A B-tree of version 1.</summary>
    Tree = 0,

    /// <summary>There is one.</summary>
    Single = 1,

    /// <summary>They lie one behind another.</summary>
    Implicit = 2,

    /// <summary>An array of fixed length.</summary>
    FixedArray = 3,
}
