using Unseen.Generators;
using Unseen.Methods.FVaeganD2;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.Free;

/// <summary>FREE: f-VAEGAN-D2 with a network that refines features, whose layers the classifier is given beside
/// them.</summary>
public sealed record FreeOptions : GuidedVaeganOptions
{
    private const double CostBesideWgan = 1.4;

    /// <summary>The published settings for CUB and FLO, but for the epochs and batches.</summary>
    public FreeOptions() => CycleWeight = 0.001;

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "free", "f-VAEGAN-D2 with a network that refines the features that the classifier is given",
        "Chen et al., FREE: Feature Refinement for Generalized Zero-Shot Learning, ICCV 2021", Rank: 8);

    /// <summary>Margin between the squared distances to the own centre and to another, at least 0, default 200;
    /// published between 50 and 200.</summary>
    [Option("Margin between the distances to the own centre and to another", AtLeast = 0)]
    public double CentreMargin { get; init; } = 200;

    /// <summary>Weight of the margin centre loss, at least 0, default 0.5.</summary>
    [Option("Weight of the margin centre loss", AtLeast = 0)]
    public double CentreWeight { get; init; } = 0.5;

    /// <summary>Share of the distance to the own centre, from 0 to 1, default 0.8; the rest is the other
    /// centre's.</summary>
    [Option("Share of the distance to the own centre in the margin centre loss", AtLeast = 0, AtMost = 1)]
    public double OwnCentreShare { get; init; } = 0.8;

    /// <summary>Whether the other centre is the nearest one, as published for AwA2, instead of one drawn at random,
    /// default false.</summary>
    [Option("Whether the other centre is the nearest one instead of one drawn at random")]
    public bool NearestCentre { get; init; }

    /// <inheritdoc/>
    public override double EpochCost => CostBesideWgan * base.EpochCost;

    /// <inheritdoc/>
    private protected override int Networks => base.Networks + 1;

    /// <inheritdoc/>
    public override double SpaceWidth(ProblemSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        return size.Features + Hidden + size.Descriptor;
    }

    /// <inheritdoc/>
    public override IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new FVaeganGenerator(problem, this, seed, precision, FeatureRefiner.Create(
            problem.FeatureWidth, problem.Descriptors, problem.SeenClasses,
            Math.Min(BatchSize, problem.Labels.size(0)), this, seed,
            precision.ProductType(problem.Descriptors.device)));
    }
}
