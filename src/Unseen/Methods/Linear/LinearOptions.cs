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

    private const double MemberTemperature = 0.1; // the best value from 0.05 to 0.2 on FLO's validation split

    /// <inheritdoc/>
    public override double EpochCost => 0.4;

    /// <summary>
    /// The temperature that the products of W with features of unit length are divided by, greater than 0. If this is
    /// null (default), features keep their length and products are not divided. Members of an ensemble always work on
    /// features of unit length.
    /// </summary>
    internal double? UnitTemperature { get; init; }

    /// <inheritdoc/>
    public override TrainedClassifierOptions ForUnitLength() =>
        this with { UnitTemperature = UnitTemperature ?? MemberTemperature };

    /// <inheritdoc/>
    public override GzslClassifier Create(GzslProblem problem, long features, int seed)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new LinearClassifier(features, problem.IsSeen.Length, seed,
            problem.Descriptors.device, UnitTemperature);
    }
}
