namespace Unseen.Evaluation;

/// <summary>The options of t-SNE. The defaults are the same as in the authors' program.</summary>
public sealed record TSneOptions
{
    /// <summary>Effective number of neighbours, greater than 1 and below the number of points, default 30.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps of gradient descent, at least 1, default 1000.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>The seed of the initial positions, default 0.</summary>
    public int Seed { get; init; }
}
