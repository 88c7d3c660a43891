using Unseen.Generators;
using Unseen.Methods.Wgan;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.CeGzsl;

/// <summary>
/// CE-GZSL: the WGAN with a contrastive embedding, in which the classifier works. The defaults of the embedding are the
/// published values. The published batch (2048 or 4096), learning-rate decay (0.99) and epochs are not the defaults.
/// </summary>
public sealed record CeGzslOptions : WganOptions
{
    private const double CostRelativeToWgan = 1.8;

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "ce-gzsl", "the WGAN with a contrastive embedding, in which the classifier works",
        "Han et al., Contrastive Embedding for Generalized Zero-Shot Learning, CVPR 2021", Rank: 6);

    /// <summary>Width of the embedding h, which is the classifier's input, at least 1, default 2048.</summary>
    [Option("Width of the embedding that the classifier works on", AtLeast = 1)]
    public int Embedding { get; init; } = 2048;

    /// <summary>Width of the projection z, in which instances are compared, at least 1, default 512.</summary>
    [Option("Width of the projection that images are compared in", AtLeast = 1)]
    public int Projection { get; init; } = 512;

    /// <summary>Width of the comparator's hidden layer, at least 1, default 2048.</summary>
    [Option("Width of the comparator's hidden layer", AtLeast = 1)]
    public int Comparator { get; init; } = 2048;

    /// <summary>Temperature of the contrastive loss between instances, greater than 0, default 0.1.</summary>
    [Option("Temperature of the contrast between images", MoreThan = 0)]
    public double InstanceTemperature { get; init; } = 0.1;

    /// <summary>Temperature of the contrastive loss between classes, greater than 0, default 0.1.</summary>
    [Option("Temperature of the contrast between classes", MoreThan = 0)]
    public double ClassTemperature { get; init; } = 0.1;

    /// <summary>
    /// Weight of the contrastive loss between instances in the generator's loss, at least 0, default 0.001.
    /// </summary>
    [Option("Weight of the contrast between images", AtLeast = 0)]
    public double InstanceWeight { get; init; } = 0.001;

    /// <summary>
    /// Weight of the contrastive loss between classes in the generator's loss, at least 0, default 0.001.
    /// </summary>
    [Option("Weight of the contrast between classes", AtLeast = 0)]
    public double ClassWeight { get; init; } = 0.001;

    /// <inheritdoc/>
    public override double EpochCost => CostRelativeToWgan * base.EpochCost;

    /// <inheritdoc/>
    public override double SpaceWidth(ProblemSize size) => Embedding;

    /// <inheritdoc/>
    public override IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision) =>
        new WganGenerator(problem, this, seed, precision, new ContrastiveLoss(problem, this, seed, precision));
}
