namespace Unseen.Descriptions;

/// <summary>What <see cref="DescriptionDoctor"/> finds out about the descriptions of a dataset's classes.</summary>
public sealed record DescriptionReport
{
    /// <summary>The verdict.</summary>
    public required DescriptionVerdict Verdict { get; init; }

    /// <summary>The verdict in words, one or two sentences with the numbers that it rests on.</summary>
    public required string Summary { get; init; }

    /// <summary>What to do about it, most useful first; empty if nothing needs to be done.</summary>
    public required IReadOnlyList<string> Advice { get; init; }

    /// <summary>Seen classes that were held out in turn.</summary>
    public required int SeenClasses { get; init; }

    /// <summary>Classes that were held out together, and that images were told apart among; 0 if the verdict is
    /// unknown.</summary>
    public required int HeldOut { get; init; }

    /// <summary>Mean accuracy over the held-out classes, candidates those held out together, per cent; null if
    /// unknown.</summary>
    public required double? T1 { get; init; }

    /// <summary>Lower end of its 95 % confidence interval over classes, per cent; null if unknown.</summary>
    public required double? T1Lower { get; init; }

    /// <summary>Upper end of its 95 % confidence interval over classes, per cent; null if unknown.</summary>
    public required double? T1Upper { get; init; }

    /// <summary>Mean accuracy that guessing gives, per cent; null if unknown.</summary>
    public required double? Chance { get; init; }

    /// <summary>What 95 % of shuffled descriptions stay below, per cent; null if unknown.</summary>
    public required double? ShuffledUpper { get; init; }

    /// <summary>Per cent of pairs of an image's own class and another one that the description puts in the right order;
    /// 50 is guessing; null if unknown.</summary>
    public required double? PairAccuracy { get; init; }

    /// <summary>What 95 % of shuffled descriptions stay below, per cent; null if unknown.</summary>
    public required double? PairShuffledUpper { get; init; }

    /// <summary>Accuracy among the same classes by the mean of so many photographs of each, without descriptions; empty
    /// if unknown.</summary>
    public required IReadOnlyList<ShotAccuracy> Photographs { get; init; }

    /// <summary>The fewest photographs of each class that do as well as the descriptions, or null if more would be
    /// needed than were tried, or none were.</summary>
    public required int? PhotographsInstead { get; init; }

    /// <summary>The accuracy, per cent, after every descriptor column was brought to the same scale. Null if the
    /// columns have the same scale already, or if this does not help.</summary>
    public required double? T1OfOneScale { get; init; }

    /// <summary>Every seen class that was held out, least recognised first.</summary>
    public required IReadOnlyList<DescribedClass> Classes { get; init; }

    /// <summary>The pairs of classes that are confused most, at most ten.</summary>
    public required IReadOnlyList<ConfusedPair> Pairs { get; init; }

    /// <summary>Whether the columns have names; those of a text's vector, say, have no meaning of their
    /// own.</summary>
    public required bool HasNamedColumns { get; init; }

    /// <summary>Every column of the descriptors, most visible first.</summary>
    public required IReadOnlyList<DescriptorColumn> Attributes { get; init; }

    /// <summary>What is wrong with the descriptors themselves.</summary>
    public required IReadOnlyList<DescriptionProblem> Problems { get; init; }
}
