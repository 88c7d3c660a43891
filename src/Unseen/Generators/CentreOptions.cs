namespace Unseen.Generators;

/// <summary>The centre generator's fit.</summary>
public sealed record CentreOptions
{
    /// <summary>Closed-form ridge (default) or a network.</summary>
    public CentreFit Fit { get; init; } = CentreFit.Ridge;

    /// <summary>Ridge penalty λ, greater than 0; null (default) chooses it by leaving one seen class out at a time.</summary>
    public double? Lambda { get; init; }

    /// <summary>Network: width of the hidden layer, at least 1, default 4096.</summary>
    public int Hidden { get; init; } = 4096;

    /// <summary>Network: full-batch steps over the seen classes' centres, at least 1, default 200.</summary>
    public int Epochs { get; init; } = 200;

    /// <summary>Network: Adam's learning rate, greater than 0, default 1e-4.</summary>
    public double LearningRate { get; init; } = 1e-4;

    internal IEnumerable<string> Problems()
    {
        if (Lambda is { } lambda && !(double.IsFinite(lambda) && lambda > 0))
            yield return $"centre.lambda must be finite and greater than 0, but was {lambda}.";
        if (Hidden < 1)
            yield return $"centre.hidden must be at least 1, but was {Hidden}.";
        if (Epochs < 1)
            yield return $"centre.epochs must be at least 1, but was {Epochs}.";
        if (!(double.IsFinite(LearningRate) && LearningRate > 0))
            yield return $"centre.learningRate must be finite and greater than 0, but was {LearningRate}.";
    }
}
