namespace Unseen.Descriptions;

/// <summary>The findings of <see cref="DescriptionDoctor"/> about the descriptions of a dataset's classes.</summary>
public sealed record DescriptionReport
{
    /// <summary>The verdict.</summary>
    public required DescriptionVerdict Verdict { get; init; }

    /// <summary>The verdict in words, in one to three sentences, with the numbers that it is based on.</summary>
    public required string Summary { get; init; }

    /// <summary>What to improve; empty if nothing needs to be done or the verdict is unknown.</summary>
    public required IReadOnlyList<string> Advice { get; init; }

    /// <summary>The number of seen classes with photographs and a description. If the verdict is known, each was held
    /// out.</summary>
    public required int SeenClasses { get; init; }

    /// <summary>The number of classes that were held out together and among which images were classified. Some groups
    /// are larger if the classes cannot be divided evenly. 0 if the verdict is unknown.</summary>
    public required int HeldOut { get; init; }

    /// <summary>Mean accuracy over the held-out classes, per cent. The candidates are the classes held out together.
    /// Null if unknown.</summary>
    public required double? T1 { get; init; }

    /// <summary>Lower end of the 95 % confidence interval of <see cref="T1"/> over classes, per cent; null if
    /// unknown.</summary>
    public required double? T1Lower { get; init; }

    /// <summary>Upper end of the 95 % confidence interval of <see cref="T1"/> over classes, per cent; null if
    /// unknown.</summary>
    public required double? T1Upper { get; init; }

    /// <summary>Mean accuracy of guessing, per cent; null if unknown.</summary>
    public required double? Chance { get; init; }

    /// <summary>The T1 that 95 % of shuffled descriptions do not reach, per cent, estimated with a normal distribution;
    /// null if unknown.</summary>
    public required double? ShuffledUpper { get; init; }

    /// <summary>How often an image's own class has a higher score than another class that was held out with it, per
    /// cent. A tie counts half, so that guessing reaches 50. Null if unknown.</summary>
    public required double? PairAccuracy { get; init; }

    /// <summary>The <see cref="PairAccuracy"/> that 95 % of shuffled descriptions do not reach, per cent, estimated
    /// with a normal distribution; null if unknown.</summary>
    public required double? PairShuffledUpper { get; init; }

    /// <summary>The accuracy if each held-out class is represented by the mean of a few photographs instead of its
    /// description, for several numbers of photographs, ascending. Empty if the verdict is unknown, or if any class has
    /// only one image.</summary>
    public required IReadOnlyList<ShotAccuracy> Photographs { get; init; }

    /// <summary>The smallest number of photographs of each class that does as well as the descriptions; null if none of
    /// the tried numbers does, or if no number was tried.</summary>
    public required int? PhotographsInstead { get; init; }

    /// <summary>The accuracy, per cent, after all columns of the descriptors were brought to the same scale. Null if
    /// unknown, if no column is on a much larger scale than the others, or if T1 does not rise by more than 3
    /// percentage points.</summary>
    public required double? T1OfOneScale { get; init; }

    /// <summary>Every seen class that was held out, the one with the lowest accuracy first.</summary>
    public required IReadOnlyList<DescribedClass> Classes { get; init; }

    /// <summary>The pairs of classes that are confused most, at most ten.</summary>
    public required IReadOnlyList<ConfusedPair> Pairs { get; init; }

    /// <summary>Whether the columns have names; false if the verdict is unknown. The columns of a text embedding, for
    /// example, have none, because a single column has no meaning.</summary>
    public required bool HasNamedColumns { get; init; }

    /// <summary>Every column of the descriptors, most visible first; empty if the verdict is unknown.</summary>
    public required IReadOnlyList<DescriptorColumn> Attributes { get; init; }

    /// <summary>Probable mistakes in the descriptors; empty if none were found.</summary>
    public required IReadOnlyList<DescriptionProblem> Problems { get; init; }
}
