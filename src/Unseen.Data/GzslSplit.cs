namespace Unseen.Data;

/// <summary>Which samples train and which test: 0-based sample indices of the xlsa17 proposed split.</summary>
/// <remarks>Xian et al., "Zero-Shot Learning: A Comprehensive Evaluation", TPAMI 2019.</remarks>
public sealed record GzslSplit
{
    /// <summary>Samples of seen classes for training and validation.</summary>
    public required int[] TrainVal { get; init; }

    /// <summary>Held-out samples of seen classes.</summary>
    public required int[] TestSeen { get; init; }

    /// <summary>Samples of unseen classes.</summary>
    public required int[] TestUnseen { get; init; }

    /// <summary>
    /// The distribution's own training part as it came (may overlap the seen test images: never train on it directly),
    /// or null.
    /// </summary>
    public int[]? Train { get; init; }

    /// <summary>
    /// The distribution's own validation part as it came (may overlap the seen test images: never validate on it
    /// directly), or null.
    /// </summary>
    public int[]? Val { get; init; }
}
