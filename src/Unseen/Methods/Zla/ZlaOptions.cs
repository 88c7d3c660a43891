using Unseen.Adjustment;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.Zla;

/// <summary>Zero-shot Logit Adjustment in the training loss.</summary>
public sealed record ZlaOptions : AdjustmentOptions
{
    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "zla", "zero-shot logit adjustment in the training loss",
            "Chen et al., Zero-Shot Logit Adjustment, IJCAI 2022", Rank: 1);

    /// <inheritdoc/>
    public override string Title => "ZLA";

    /// <summary>The value of <see cref="Sigma"/> that makes <see cref="RuleOdds"/> alone decide σ.</summary>
    public const double Law = 0;

    /// <summary>
    /// The factor σ U n / N that the adjusted loss leaves between an unseen and a seen class at good settings: the
    /// published σ's give 2.1 to 6.1, and validation finds such values on other data.
    /// </summary>
    public const double LawFactor = 4;

    /// <summary>
    /// The odds σ of seen to unseen classes in training, greater than 0. Null (default) starts from the law
    /// σ = 4 N / (U n), which validation corrects by as much as its classes agree. <see cref="Law"/> takes the law
    /// alone.
    /// </summary>
    [Option("Odds of seen to unseen classes in training; law takes 4 N / (U n), auto corrects the law on validation",
        MoreThan = 0, Zero = "law", Symbol = "σ", IsCommon = true)]
    public double? Sigma { get; init; }

    /// <inheritdoc/>
    public override OptionDescription StrengthOption => FindOption("sigma")!;

    /// <inheritdoc/>
    public override double? Odds => Sigma > 0 ? Sigma : null;

    /// <inheritdoc/>
    public override bool FollowsRule => Sigma == Law;

    /// <inheritdoc/>
    public override bool HasRule => true;

    /// <inheritdoc/>
    /// <remarks>
    /// The adjusted cross-entropy is least where exp f_y(x) is proportional to p(x, y) in the training data over the
    /// prior of y. Between an unseen class with n of the n U pseudo-features and a seen class with its share of the N
    /// real samples, the prior terms leave the factor c = σ U n / N: that is how much the classifier leans towards
    /// unseen classes, whatever the classes are. σ = c N / (U n) with c = 4.
    /// </remarks>
    public override double? RuleOdds(GzslProblem problem, int pseudoPerClass)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return LawFactor * problem.TrainLabels.Length / (problem.UnseenClasses.Length * (double)pseudoPerClass);
    }

    /// <inheritdoc/>
    public override AdjustmentOptions WithOdds(double odds) => this with { Sigma = odds };

    /// <inheritdoc/>
    public override ILogitAdjustment Create(GzslProblem problem, int pseudoPerClass)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new ZeroShotLogitAdjustment(
            problem.ClassCounts, problem.SeenClasses, problem.UnseenClasses, Sigma!.Value);
    }
}
