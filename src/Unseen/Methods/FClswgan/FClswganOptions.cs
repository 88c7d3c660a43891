using Unseen.Generators;
using Unseen.Methods.Wgan;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.FClswgan;

/// <summary>f-CLSWGAN: the WGAN with the additional loss of a frozen classifier of seen classes.</summary>
public sealed record FClswganOptions : WganOptions
{
    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "f-clswgan", "the WGAN, steered by a frozen classifier of seen classes",
            "Xian et al., Feature Generating Networks for Zero-Shot Learning, CVPR 2018", Rank: 4);

    /// <summary>Weight of the frozen classifier's cross-entropy on generated features, at least 0, default
    /// 0.01.</summary>
    [Option("Weight of the frozen classifier's loss", AtLeast = 0)]
    public double ClassificationWeight { get; init; } = 0.01;

    /// <summary>
    /// Epochs of training the classifier on real seen features before it is frozen, at least 1, default 50.
    /// </summary>
    [Option("Epochs of the classifier before it is frozen", AtLeast = 1)]
    public int GuideEpochs { get; init; } = 50;

    /// <inheritdoc/>
    public override IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision) =>
        new WganGenerator(problem, this, seed, precision, new ClassificationLoss(problem, this, seed, precision));
}
