namespace Unseen.Generators;

/// <summary>The conditional VAE's shape and training.</summary>
public sealed record CvaeOptions
{
    /// <summary>Width of the encoder's and the decoder's hidden layer, at least 1, default 4096.</summary>
    public int Hidden { get; init; } = 4096;

    /// <summary>Epochs of ceil(N / batch) steps, at least 1, default 50.</summary>
    public int Epochs { get; init; } = 50;

    /// <summary>Samples a step, at least 1, default 512.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Adam's learning rate, greater than 0, default 1e-4.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>
    /// Weight of the squared error beside the Kullback-Leibler divergence, greater than 0, default 1: a decoder of variance 1/2.
    /// </summary>
    public double ReconstructionWeight { get; init; } = 1;

    internal IEnumerable<string> Problems()
    {
        if (Hidden < 1)
            yield return $"cvae.hidden must be at least 1, but was {Hidden}.";
        if (Epochs < 1)
            yield return $"cvae.epochs must be at least 1, but was {Epochs}.";
        if (BatchSize < 1)
            yield return $"cvae.batchSize must be at least 1, but was {BatchSize}.";
        if (!(double.IsFinite(LearningRate) && LearningRate > 0))
            yield return $"cvae.learningRate must be finite and greater than 0, but was {LearningRate}.";
        if (!(double.IsFinite(ReconstructionWeight) && ReconstructionWeight > 0))
            yield return $"cvae.reconstructionWeight must be finite and greater than 0, but was {ReconstructionWeight}.";
    }
}
