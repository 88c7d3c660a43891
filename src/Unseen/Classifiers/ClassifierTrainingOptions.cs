namespace Unseen.Classifiers;

/// <summary>How a classifier is trained: Adam on mini-batches, the learning rate halved now and then.</summary>
public sealed record ClassifierTrainingOptions
{
    /// <summary>Passes over real seen and pseudo unseen features, at least 1, default 60.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Samples a step, at least 1, default 512.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Adam's learning rate, greater than 0.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Adam's β1, in [0, 1), default 0.5.</summary>
    public double Beta1 { get; init; } = 0.5;

    /// <summary>Adam's β2, in [0, 1), default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>L2 penalty added to the gradient, at least 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The learning rate is halved each time this many epochs have passed, at least 1, default 30.</summary>
    public int HalveEvery { get; init; } = 30;

    internal IEnumerable<string> Problems(string prefix)
    {
        if (Epochs < 1)
            yield return $"{prefix}.epochs must be at least 1, but was {Epochs}.";
        if (BatchSize < 1)
            yield return $"{prefix}.batchSize must be at least 1, but was {BatchSize}.";
        if (!(double.IsFinite(LearningRate) && LearningRate > 0))
            yield return $"{prefix}.learningRate must be finite and greater than 0, but was {LearningRate}.";
        if (!(Beta1 is >= 0 and < 1))
            yield return $"{prefix}.beta1 must be in [0, 1), but was {Beta1}.";
        if (!(Beta2 is >= 0 and < 1))
            yield return $"{prefix}.beta2 must be in [0, 1), but was {Beta2}.";
        if (!(double.IsFinite(WeightDecay) && WeightDecay >= 0))
            yield return $"{prefix}.weightDecay must be finite and at least 0, but was {WeightDecay}.";
        if (HalveEvery < 1)
            yield return $"{prefix}.halveEvery must be at least 1, but was {HalveEvery}.";
    }
}
