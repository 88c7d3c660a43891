namespace Unseen.Generators;

/// <summary>Shape and training of the WGAN-GP and of what is built on it; defaults are the published ones but for the epochs.</summary>
public sealed record WganOptions
{
    /// <summary>Width of the generator's and the critic's hidden layer, at least 1, default 4096.</summary>
    public int Hidden { get; init; } = 4096;

    /// <summary>Epochs of ceil(N / batch) generator steps, at least 1, default 4.</summary>
    public int Epochs { get; init; } = 4;

    /// <summary>Samples drawn at random for each critic step, at least 1, default 512.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Critic steps for each generator step, at least 1, default 5.</summary>
    public int CriticSteps { get; init; } = 5;

    /// <summary>Weight of the gradient penalty, at least 0, default 10.</summary>
    public double GradientPenalty { get; init; } = 10;

    /// <summary>Adam's learning rate for both networks, greater than 0, default 1e-4.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>What the learning rates are multiplied by after every 100 epochs, in (0, 1], default 1; published for CE-GZSL: 0.99.</summary>
    public double LearningRateDecay { get; init; } = 1;

    /// <summary>Epochs after which the learning rates are multiplied.</summary>
    internal const int DecayEvery = 100;

    internal IEnumerable<string> Problems()
    {
        if (Hidden < 1)
            yield return $"wgan.hidden must be at least 1, but was {Hidden}.";
        if (Epochs < 1)
            yield return $"wgan.epochs must be at least 1, but was {Epochs}.";
        if (BatchSize < 1)
            yield return $"wgan.batchSize must be at least 1, but was {BatchSize}.";
        if (CriticSteps < 1)
            yield return $"wgan.criticSteps must be at least 1, but was {CriticSteps}.";
        if (!(double.IsFinite(GradientPenalty) && GradientPenalty >= 0))
            yield return $"wgan.gradientPenalty must be finite and at least 0, but was {GradientPenalty}.";
        if (!(double.IsFinite(LearningRate) && LearningRate > 0))
            yield return $"wgan.learningRate must be finite and greater than 0, but was {LearningRate}.";
        if (LearningRateDecay is not (> 0 and <= 1))
            yield return $"wgan.learningRateDecay must be in (0, 1], but was {LearningRateDecay}.";
    }
}
