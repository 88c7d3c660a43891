using Unseen.Adjustment;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.Dgz;

/// <summary>
/// The DGZ loss: for a seen sample, the softmax contains only the largest of the unseen logits, with a weight.
/// </summary>
public sealed record DgzOptions : AdjustmentOptions
{
    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "dgz", "only the largest unseen logit stays in a seen sample's softmax",
            "Chen et al., Deconstructed Generation-Based Zero-Shot Model, AAAI 2023", Rank: 3);

    /// <inheritdoc/>
    public override string Title => "DGZ";

    /// <inheritdoc/>
    /// <remarks>The prototype learner, because the noise is added to its descriptors.</remarks>
    public override string UsualClassifier => "prototype";

    /// <summary>
    /// The weight λ1 of the largest unseen logit in the softmax of a seen sample, greater than 0. Null (default)
    /// chooses it on validation. The published values are AwA2 0.005, aPY 0.04, SUN 0.8, CUB 2.
    /// </summary>
    [Option("Weight of the largest unseen logit; auto finds it on validation", MoreThan = 0, Symbol = "λ1")]
    public double? UnseenWeight { get; init; }

    /// <summary>Standard deviation of the noise on the prototype learner's descriptors in training, at least 0, default
    /// 0.08.</summary>
    [Option("Standard deviation of the noise on the prototype learner's descriptors", AtLeast = 0)]
    public double DescriptorNoise { get; init; } = 0.08;

    /// <inheritdoc/>
    public override OptionDescription StrengthOption => FindOption("unseenWeight")!;

    /// <inheritdoc/>
    /// <remarks>1/λ1. Like ZLA's σ, a larger value raises U and lowers S.</remarks>
    public override double? Odds => 1 / UnseenWeight;

    /// <inheritdoc/>
    public override AdjustmentOptions WithOdds(double odds) => this with { UnseenWeight = 1 / odds };

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException"><see cref="UnseenWeight"/> is null: it has not been chosen
    /// yet.</exception>
    public override ILogitAdjustment Create(GzslProblem problem, int pseudoPerClass)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new DgzAdjustment(problem.IsSeen, UnseenWeight!.Value, DescriptorNoise);
    }
}
