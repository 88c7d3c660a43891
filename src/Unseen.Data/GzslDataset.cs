using System.Runtime.CompilerServices;

namespace Unseen.Data;

/// <summary>A dataset for generalized zero-shot learning, independent of its file format. Safe to read from several
/// threads.</summary>
public sealed record GzslDataset
{
    // Copies made by "with" keep these values; setting a property that they depend on clears them.
    private int[]? _seenClasses;
    private int[]? _unseenClasses;

    /// <summary>Short name for tables, such as "CUB".</summary>
    public required string Name { get; init; }

    /// <summary>Image features as loaded, unscaled; [N, D].</summary>
    public required FeatureMatrix Features { get; init; }

    /// <summary>0-based class of every sample; [N], each below C.</summary>
    public required int[] Labels
    {
        get;
        init
        {
            field = value;
            ForgetClasses();
        }
    }

    /// <summary>Class names; [C].</summary>
    public required string[] ClassNames
    {
        get;
        init
        {
            field = value;
            ForgetClasses();
        }
    }

    /// <summary>Semantic descriptors, one row per class; [C, A].</summary>
    public required FeatureMatrix Descriptors { get; init; }

    /// <summary>Names of the descriptors' columns; [A]. Null (default) if they are not known;
    /// <c>ImageDataset</c> sets them, <c>DatasetLoader</c> does not.</summary>
    public string[]? AttributeNames { get; init; }

    /// <summary>The proposed split.</summary>
    public required GzslSplit Split
    {
        get;
        init
        {
            field = value;
            ForgetClasses();
        }
    }

    /// <summary>The name of each feature, from the header of a table, or null (default) if the features have no names;
    /// [D].</summary>
    public string[]? FeatureNames { get; init; }

    /// <summary>Path of every sample's image, or null (default) if the files contain no paths; [N].</summary>
    public string[]? ImageFiles { get; init; }

    /// <summary>The decisions that the readers made because the files were ambiguous, one sentence each; empty
    /// (default) if there were none.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>SHA-256 (lower-case hex) of every file that was read, by file name.</summary>
    public IReadOnlyDictionary<string, string> Checksums { get; init; } = new Dictionary<string, string>();

    /// <summary>Classes that occur in <see cref="GzslSplit.TrainVal"/>, ascending. Computed once: do not change the
    /// array.</summary>
    public int[] SeenClasses => _seenClasses ??= [.. Split.TrainVal.Select(row => Labels[row]).Distinct().Order()];

    /// <summary>All classes without a training sample, ascending. They need not have test images. Computed once: do not
    /// change the array.</summary>
    public int[] UnseenClasses => _unseenClasses ??= [.. Enumerable.Range(0, ClassNames.Length).Except(SeenClasses)];

    /// <summary>Determines whether this is the same object. To compare content, use
    /// <see cref="DatasetDigest"/>.</summary>
    /// <param name="other">another dataset, or null</param>
    public bool Equals(GzslDataset? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    private void ForgetClasses() => (_seenClasses, _unseenClasses) = (null, null);
}
