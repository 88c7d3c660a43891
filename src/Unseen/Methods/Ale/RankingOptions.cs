using Unseen.Classifiers;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.Ale;

/// <summary>
/// A bilinear classifier that is trained by a ranking loss. By default, Adam has a learning rate of 1e-3 and no weight
/// decay.
/// </summary>
public abstract record RankingOptions : TrainedClassifierOptions
{
    private protected RankingOptions() => Training = new() { LearningRate = 1e-3 };

    /// <summary>
    /// The margin by which the score of the true class should exceed every other score, greater than 0, default 1.
    /// </summary>
    [Option("Margin by which the score of the true class should exceed the others", MoreThan = 0)]
    public double Margin { get; init; } = 1;

    /// <summary>Whether the weight of a violation gets smaller as the rank of the true class gets worse: true for ALE,
    /// false for DeViSE.</summary>
    public abstract bool WeighsRanks { get; }

    /// <inheritdoc/>
    public sealed override bool HasSoftmax => false;

    /// <inheritdoc/>
    public override double EpochCost => 0.4;

    /// <inheritdoc/>
    public sealed override GzslClassifier Create(GzslProblem problem, long features, int seed)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new RankingClassifier(problem.Descriptors, problem.IsSeen, features, WeighsRanks, Margin, seed);
    }

    /// <inheritdoc/>
    public sealed override double GuessMemory(ProblemSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        return (ProblemSize.Weight * size.Features * Math.Max(size.Classes, size.Descriptor))
            + GuessBatchMemory(size, hidden: 0);
    }
}
