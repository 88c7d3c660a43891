using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.Centre;

/// <summary>The centre generator: every pseudo-feature of a class is the class centre that is predicted from its
/// descriptor.</summary>
public sealed record CentreOptions : GeneratorOptions
{
    private const double EpochOfNetwork = 0.1; // a step over as many rows as there are classes

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "centre", "one predicted class centre, replicated", "Chen et al., Zero-Shot Logit Adjustment, IJCAI 2022",
            Rank: 1);

    /// <summary>Closed-form ridge (default) or a network.</summary>
    [Option("How the map from descriptor to centre is fitted", Name = "centreFit")]
    public CentreFit Fit { get; init; } = CentreFit.Ridge;

    /// <summary>Ridge penalty λ, greater than 0; null (default) chooses it by leaving one seen class out at a
    /// time.</summary>
    [Option("Ridge penalty; auto leaves one class out at a time", MoreThan = 0, Symbol = "λ", When = nameof(IsRidge))]
    public double? Lambda { get; init; }

    /// <summary>Network: width of the hidden layer, at least 1, default 4096.</summary>
    [Option("Width of the hidden layers", AtLeast = 1, When = nameof(IsNetwork))]
    public int Hidden { get; init; } = 4096;

    /// <summary>Network: full-batch steps over the seen classes' centres, at least 1, default 200.</summary>
    [Option("Epochs of training", AtLeast = 1, When = nameof(IsNetwork))]
    public int Epochs { get; init; } = 200;

    /// <summary>Network: Adam's learning rate, greater than 0, default 1e-4.</summary>
    [Option("Adam's learning rate", MoreThan = 0, When = nameof(IsNetwork))]
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Whether a network is fitted.</summary>
    public bool IsNetwork => Fit == CentreFit.Network;

    /// <summary>Whether ridge regression is.</summary>
    public bool IsRidge => Fit == CentreFit.Ridge;

    /// <inheritdoc/>
    public override int TrainingEpochs => IsNetwork ? Epochs : 0;

    /// <inheritdoc/>
    public override double EpochCost => EpochOfNetwork;

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
