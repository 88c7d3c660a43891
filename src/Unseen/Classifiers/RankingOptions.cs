namespace Unseen.Classifiers;

/// <summary>Training of the bilinear classifiers by ranking.</summary>
public sealed record RankingOptions
{
    /// <summary>By how much the true class's score is to exceed every other's, greater than 0, default 1.</summary>
    public double Margin { get; init; } = 1;

    /// <summary>How they are trained: Adam 1e-3, no weight decay.</summary>
    public ClassifierTrainingOptions Training { get; init; } = new() { LearningRate = 1e-3 };

    internal IEnumerable<string> Problems()
    {
        if (!(double.IsFinite(Margin) && Margin > 0))
            yield return $"ranking.margin must be finite and greater than 0, but was {Margin}.";
        foreach (var problem in Training.Problems("ranking.training"))
            yield return problem;
    }
}
