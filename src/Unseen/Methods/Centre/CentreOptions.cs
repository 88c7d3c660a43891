using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.Centre;

/// <summary>
/// The centre generator: every pseudo-feature of a class is its class centre, predicted from the descriptor.
/// </summary>
public sealed record CentreOptions : GeneratorOptions
{
    private const double NetworkEpochCost = 0.1; // low, because a step has only one row per class

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "centre", "one predicted class centre, replicated", "Chen et al., Zero-Shot Logit Adjustment, IJCAI 2022",
            Rank: 1);

    /// <summary>How the map from descriptor to class centre is fitted, default <see cref="CentreFit.Ridge"/>.</summary>
    [Option("How the map from descriptor to centre is fitted", Name = "centreFit")]
    public CentreFit Fit { get; init; } = CentreFit.Ridge;

    /// <summary>
    /// Ridge penalty λ, greater than 0. Null (default) chooses it by leave-one-class-out cross-validation on the seen
    /// classes.
    /// </summary>
    [Option("Ridge penalty; auto chooses it by leaving one class out at a time", MoreThan = 0, Symbol = "λ",
        When = nameof(IsRidge))]
    public double? Lambda { get; init; }

    /// <summary>Width of the network's hidden layer, at least 1, default 4096.</summary>
    [Option("Width of the hidden layers", AtLeast = 1, When = nameof(IsNetwork))]
    public int Hidden { get; init; } = 4096;

    /// <summary>
    /// Number of the network's full-batch steps over the centres of the seen classes, at least 1, default 200.
    /// </summary>
    [Option("Epochs of training", AtLeast = 1, When = nameof(IsNetwork))]
    public int Epochs { get; init; } = 200;

    /// <summary>Learning rate of Adam for the network, greater than 0, default 1e-4.</summary>
    [Option("Adam's learning rate", MoreThan = 0, When = nameof(IsNetwork))]
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Whether the map is a network.</summary>
    public bool IsNetwork => Fit == CentreFit.Network;

    /// <summary>Whether the map is kernel ridge regression.</summary>
    public bool IsRidge => Fit == CentreFit.Ridge;

    /// <inheritdoc/>
    public override int TrainingEpochs => IsNetwork ? Epochs : 0;

    /// <inheritdoc/>
    public override double EpochCost => NetworkEpochCost;

    /// <inheritdoc/>
    public override string Title => IsNetwork ? "centre network" : Name;

    /// <inheritdoc/>
    public override IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision) =>
        IsNetwork ? new NetworkCentreGenerator(problem, this, seed) : new RidgeCentreGenerator(problem, Lambda);

    /// <inheritdoc/>
    public override double GuessMemory(ProblemSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        return IsNetwork
            ? size.Networks(Hidden, batch: 0, networks: 1)
            : (1 + size.Splits) * ((2 * sizeof(double) * (size.Descriptor + size.Classes) * size.Features)
                + (ProblemSize.Number * size.Descriptor * size.Features));
    }
}
