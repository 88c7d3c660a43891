namespace Unseen.Inference.Adaptation;

/// <summary>Options of <see cref="ModelTeacher"/>, which learns from labelled photographs. The defaults were chosen on
/// seen classes that were left out of training.</summary>
public sealed record TeachingOptions
{
    /// <summary>κ of unseen classes: the number of photographs that weigh as much as the description; finite and at
    /// least 0, default 2.</summary>
    public double HalfWeightCount { get; init; } = 2;

    /// <summary>κ of seen classes: the number of photographs that weigh as much as the training images; finite and at
    /// least 0. Null (default) for the number of the class's training images, so that all images weigh the same, or for
    /// 50 if the model does not store this number.</summary>
    public double? SeenHalfWeightCount { get; init; }

    /// <summary>γ1: the offset that is added to the cosine of an unseen class with very many photographs; finite,
    /// default 0.03. A class without photographs keeps the offset of the branch.</summary>
    public double TaughtOffset { get; init; } = 0.03;

    /// <summary>Validates the options. Returns one sentence per problem, or an empty list if the options are
    /// valid.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (!(HalfWeightCount >= 0 && double.IsFinite(HalfWeightCount)))
            problems.Add($"halfWeightCount must be finite and at least 0, but was {HalfWeightCount}.");
        if (SeenHalfWeightCount is { } seen && !(seen >= 0 && double.IsFinite(seen)))
            problems.Add($"seenHalfWeightCount must be finite and at least 0, but was {SeenHalfWeightCount}.");
        if (!double.IsFinite(TaughtOffset))
            problems.Add($"taughtOffset must be finite, but was {TaughtOffset}.");
        return problems;
    }
}
