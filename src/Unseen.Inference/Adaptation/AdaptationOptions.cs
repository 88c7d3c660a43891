namespace Unseen.Inference.Adaptation;

/// <summary>How <see cref="ModelAdapter"/> learns from photographs without labels. The defaults were chosen on seen
/// classes that were left out of training.</summary>
public sealed record AdaptationOptions
{
    /// <summary>How often photographs are assigned to classes and the prototypes computed anew, at least 1, default
    /// 10.</summary>
    public int Rounds { get; init; } = 10;

    /// <summary>β: the weight of the photographs against the description for a class that very many photographs speak
    /// for, from 0 to 1, default 0.9.</summary>
    public double Weight { get; init; } = 0.9;

    /// <summary>κ: the number of photographs of a class at which their weight is half of <see cref="Weight"/>, at
    /// least 0, default 5.</summary>
    public double HalfWeightCount { get; init; } = 5;

    /// <summary>γ1: what is added to the cosine of a class whose prototype consists of photographs as far as it can,
    /// default 0.03. A class without photographs keeps what the branch adds to it.</summary>
    public double AdaptedOffset { get; init; } = 0.03;

    /// <summary>The share of the pool that the trained model, without its branch, must take for unseen classes, from 0
    /// to 1, default 0.2; 0 to refuse no pool. A model that knows how many photographs of seen classes it takes for
    /// such by mistake (<see cref="ModelAdapter.WithMistakes"/>) may need more.</summary>
    public double MinUnseen { get; init; } = 0.2;

    /// <summary>Validates the options. Returns one sentence per problem, or an empty list if the options are
    /// valid.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Rounds < 1)
            problems.Add($"rounds must be at least 1, but was {Rounds}.");
        if (Weight is not (>= 0 and <= 1))
            problems.Add($"weight must be from 0 to 1, but was {Weight}.");
        if (!(HalfWeightCount >= 0 && double.IsFinite(HalfWeightCount)))
            problems.Add($"halfWeightCount must be at least 0, but was {HalfWeightCount}.");
        if (!double.IsFinite(AdaptedOffset))
            problems.Add($"adaptedOffset must be finite, but was {AdaptedOffset}.");
        if (MinUnseen is not (>= 0 and <= 1))
            problems.Add($"minUnseen must be from 0 to 1, but was {MinUnseen}.");
        return problems;
    }
}
