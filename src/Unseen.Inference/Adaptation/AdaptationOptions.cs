namespace Unseen.Inference.Adaptation;

/// <summary>Options of <see cref="ModelAdapter"/>, which learns from photographs without labels. The defaults were
/// chosen on seen classes that were left out of training.</summary>
public sealed record AdaptationOptions
{
    /// <summary>The number of rounds, each of which assigns the photographs to classes and recomputes the prototypes;
    /// at least 1, default 10.</summary>
    public int Rounds { get; init; } = 10;

    /// <summary>β: the weight of the photographs, relative to the description, in the prototype of a class with very
    /// many photographs; from 0 to 1, default 0.9.</summary>
    public double Weight { get; init; } = 0.9;

    /// <summary>κ: the number of photographs of a class at which their weight is half of <see cref="Weight"/>; finite
    /// and at least 0, default 5.</summary>
    public double HalfWeightCount { get; init; } = 5;

    /// <summary>γ1: the offset that is added to the cosine of an unseen class with very many photographs; finite,
    /// default 0.03. A class without photographs keeps its offset.</summary>
    public double AdaptedOffset { get; init; } = 0.03;

    /// <summary>The share of the pool for which the trained model, without its branch, must predict unseen classes;
    /// from 0 to 1, default 0.2. 0 accepts every pool. A larger share may be required if the model stores how often it
    /// predicts unseen classes for photographs of seen classes
    /// (<see cref="ModelAdapter.WithFalseUnseenRate"/>).</summary>
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
            problems.Add($"halfWeightCount must be finite and at least 0, but was {HalfWeightCount}.");
        if (!double.IsFinite(AdaptedOffset))
            problems.Add($"adaptedOffset must be finite, but was {AdaptedOffset}.");
        if (MinUnseen is not (>= 0 and <= 1))
            problems.Add($"minUnseen must be from 0 to 1, but was {MinUnseen}.");
        return problems;
    }
}
