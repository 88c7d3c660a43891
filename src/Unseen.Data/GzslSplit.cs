namespace Unseen.Data;

/// <summary>The samples for training and for testing, as 0-based indices. The parts correspond to the proposed split of
/// xlsa17.</summary>
/// <remarks>Xian et al., "Zero-Shot Learning: A Comprehensive Evaluation of the Good, the Bad and the Ugly", TPAMI
/// 2019.</remarks>
public sealed record GzslSplit
{
    /// <summary>Samples of seen classes for training and validation.</summary>
    public required int[] TrainVal { get; init; }

    /// <summary>Held-out samples of seen classes, for testing.</summary>
    public required int[] TestSeen { get; init; }

    /// <summary>Samples of unseen classes, for testing.</summary>
    public required int[] TestUnseen { get; init; }

    /// <summary>
    /// The training part that the dataset's files define, unchanged, or null (default) if they define none. It may
    /// overlap the seen test images, so never train on it directly.
    /// </summary>
    public int[]? Train { get; init; }

    /// <summary>
    /// The validation part that the dataset's files define, unchanged, or null (default) if they define none. It may
    /// overlap the seen test images, so never validate on it directly.
    /// </summary>
    public int[]? Val { get; init; }
}
