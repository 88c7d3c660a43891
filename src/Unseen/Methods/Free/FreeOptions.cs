using Unseen.Generators;
using Unseen.Methods.FVaeganD2;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.Free;

/// <summary>FREE: f-VAEGAN-D2 with a network that refines features. The classifier gets the outputs of this network's
/// layers in addition to the features.</summary>
public sealed record FreeOptions : GuidedVaeganOptions
{
    private const double CostRelativeToWgan = 1.4;

    /// <summary>Creates the settings. The weights and the margin are the values published for CUB and FLO.</summary>
    public FreeOptions() => CycleWeight = 0.001;

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "free", "f-VAEGAN-D2 with a network that refines the classifier's input features",
        "Chen et al., FREE: Feature Refinement for Generalized Zero-Shot Learning, ICCV 2021", Rank: 8);

    /// <summary>Margin Δ of the margin centre loss, at least 0, default 200. The weighted squared distance of a sample
    /// to the centre of another class should exceed its weighted squared distance to the centre of its own class by at
    /// least Δ. Published values are from 50 to 200.</summary>
    [Option("Margin between a sample's distances to the centres of its own class and of another class", AtLeast = 0)]
    public double CentreMargin { get; init; } = 200;

    /// <summary>Weight of the margin centre loss, at least 0, default 0.5.</summary>
    [Option("Weight of the margin centre loss", AtLeast = 0)]
    public double CentreWeight { get; init; } = 0.5;

    /// <summary>Weight γ of a sample's distance to the centre of its own class in the margin centre loss, from 0 to 1,
    /// default 0.8. The distance to the centre of another class has the weight 1 - γ.</summary>
    [Option("Weight of a sample's distance to the centre of its own class in the margin centre loss", AtLeast = 0,
        AtMost = 1)]
    public double OwnCentreShare { get; init; } = 0.8;

    /// <summary>Whether the margin centre loss uses the nearest centre of another class, as published for AwA2. If
    /// false (default), it uses the centre of another class drawn at random.</summary>
    [Option("Whether the margin centre loss uses the nearest centre of another class instead of a random one")]
    public bool NearestCentre { get; init; }

    /// <inheritdoc/>
    public override double EpochCost => CostRelativeToWgan * base.EpochCost;

    /// <inheritdoc/>
    private protected override int Networks => base.Networks + 1;

    /// <inheritdoc/>
    public override double SpaceWidth(ProblemSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        return size.Features + Hidden + size.Descriptor;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are fewer than two seen classes.</exception>
    public override IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new FVaeganGenerator(problem, this, seed, precision, FeatureRefiner.Create(
            problem.FeatureWidth, problem.Descriptors, problem.SeenClasses,
            Math.Min(BatchSize, problem.Labels.size(0)), this, seed,
            precision.ProductType(problem.Descriptors.device)));
    }
}
