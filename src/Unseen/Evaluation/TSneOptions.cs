namespace Unseen.Evaluation;

/// <summary>Settings of t-SNE; the defaults are the article's.</summary>
public sealed record TSneOptions
{
    /// <summary>Effective number of neighbours, greater than 1 and below the number of points, default 30.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps of gradient descent, at least 1, default 1000.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>Decides the first positions.</summary>
    public int Seed { get; init; }
}
