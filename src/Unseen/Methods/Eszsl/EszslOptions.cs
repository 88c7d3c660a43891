using Unseen.Classifiers;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.Eszsl;

/// <summary>ESZSL: a bilinear compatibility in closed form. Penalties that are null are chosen on validation images, or
/// on test images in the paper protocol. With fewer than three seen classes, protocols other than paper require
/// values.</summary>
public sealed record EszslOptions : SolvedClassifierOptions
{
    private static readonly double[] _penalties = [1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3];

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "eszsl", "a bilinear compatibility in closed form",
            "Romera-Paredes & Torr, An Embarrassingly Simple Approach to Zero-Shot Learning, ICML 2015", Rank: 2);

    /// <summary>
    /// Penalty γ on the map of the descriptors into feature space, greater than 0. Null (default) chooses one of 0.001,
    /// 0.01 ... 1000.
    /// </summary>
    [Option("Penalty on the map of descriptors into feature space; auto chooses on validation", MoreThan = 0)]
    public double? FeaturePenalty { get; init; }

    /// <summary>
    /// Penalty λ on the map of the features into descriptor space, greater than 0. Null (default) chooses one of 0.001,
    /// 0.01 ... 1000.
    /// </summary>
    [Option("Penalty on the map of features into descriptor space; auto chooses on validation", MoreThan = 0)]
    public double? DescriptorPenalty { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<SolvedClassifierOptions> Candidates =>
    [
        .. from feature in FeaturePenalty is { } given ? [given] : _penalties
           from descriptor in DescriptorPenalty is { } given ? [given] : _penalties
           select this with { FeaturePenalty = feature, DescriptorPenalty = descriptor },
    ];

    /// <inheritdoc/>
    public override IClosedFormSolver CreateSolver(GzslProblem problem) =>
        new EszslSolver(SeenStatistics.Compute(problem));
}
