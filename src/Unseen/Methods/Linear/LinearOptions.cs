using Unseen.Classifiers;
using Unseen.Problems;

namespace Unseen.Methods.Linear;

/// <summary>The linear head, trained by Adam with learning rate 1e-3 and no weight decay.</summary>
public sealed record LinearOptions : TrainedClassifierOptions
{
    /// <summary>Creates the published settings.</summary>
    public LinearOptions() => Training = new() { LearningRate = 1e-3 };

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new("linear", "one linear layer with softmax", Rank: 1);

    /// <inheritdoc/>
    public override double EpochCost => 0.4;

    /// <inheritdoc/>
    public override GzslClassifier Create(GzslProblem problem, long features, int seed)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new LinearClassifier(features, problem.IsSeen.Length, seed, problem.Descriptors.device);
    }
}
