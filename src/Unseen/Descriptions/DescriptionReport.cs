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

    /// <summary>Mean accuracy that guessing gives, per cent; null if unknown.</summary>
    public required double? Chance { get; init; }

    /// <summary>The T1 below which 95 % of shuffled descriptions stay, per cent; null if unknown.</summary>
    public required double? ShuffledUpper { get; init; }

    /// <summary>The percentage of pairs of an image's own class and another held-out class in which the own class has
    /// the higher score. Ties count half, and guessing gives 50. Null if unknown.</summary>
    public required double? PairAccuracy { get; init; }

    /// <summary>The <see cref="PairAccuracy"/> below which 95 % of shuffled descriptions stay, per cent; null if
    /// unknown.</summary>
    public required double? PairShuffledUpper { get; init; }

    /// <summary>The accuracy among classes held out together if each is represented by the mean of a few photographs
    /// instead of its description; empty if unknown.</summary>
    public required IReadOnlyList<ShotAccuracy> Photographs { get; init; }

    /// <summary>The smallest number of photographs of each class that does as well as the descriptions; null if none of
    /// the numbers tried does, or none was tried.</summary>
    public required int? PhotographsInstead { get; init; }

    /// <summary>The accuracy, per cent, after every descriptor column was brought to the same scale. Null if no column
    /// is on a much larger scale than the others, or if this raises T1 by at most 3 percentage points.</summary>
    public required double? T1OfOneScale { get; init; }

    /// <summary>Every seen class that was held out, the one with the lowest accuracy first.</summary>
    public required IReadOnlyList<DescribedClass> Classes { get; init; }

    /// <summary>The pairs of classes that are confused most, at most ten.</summary>
    public required IReadOnlyList<ConfusedPair> Pairs { get; init; }

    /// <summary>Whether the columns have names; false if the verdict is unknown. Those of a text embedding, for
    /// example, have none, because a single column has no meaning.</summary>
    public required bool HasNamedColumns { get; init; }

    /// <summary>Every column of the descriptors, most visible first; empty if the verdict is unknown.</summary>
    public required IReadOnlyList<DescriptorColumn> Attributes { get; init; }

    /// <summary>What is wrong with the descriptors themselves.</summary>
    public required IReadOnlyList<DescriptionProblem> Problems { get; init; }
}
