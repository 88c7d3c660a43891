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

    /// <summary>The value of <see cref="Sigma"/> with which <see cref="RuleOdds"/> alone determines σ.</summary>
    public const double Law = 0;

    /// <summary>
    /// The typical value of the factor c = σ U n / N at good settings (see <see cref="RuleOdds"/>). The published
    /// values of σ correspond to c from 2.1 to 6.1, and validation finds similar values on other data.
    /// </summary>
    public const double LawFactor = 4;

    /// <summary>
    /// The odds σ of seen to unseen classes in training, greater than 0. Null (default) starts from the law
    /// σ = 4 N / (U n), which validation then corrects. <see cref="Law"/> (0) uses the law without a correction.
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
    /// The rule is σ = c N / (U n) with c = 4. The adjusted cross-entropy is least if exp f_y(x) is proportional to
    /// p(x, y) / prior(y), where p is the distribution of the training samples. Of these N + n U samples, n belong to
    /// each unseen class and N_y to a seen class y. The prior of an unseen class is 1 / U · 1 / (1 + σ), and the prior
    /// of a seen class y is N_y / N · σ / (1 + σ). A class's share of the samples divided by its prior is therefore c =
    /// σ U n / N times as large for an unseen class as for a seen class. The classifier favours unseen classes by this
    /// factor.
    /// </remarks>
    public override double? RuleOdds(GzslProblem problem, int pseudoPerClass)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return LawFactor * problem.TrainLabels.Length / (problem.UnseenClasses.Length * (double)pseudoPerClass);
    }

    /// <inheritdoc/>
    public override AdjustmentOptions WithOdds(double odds) => this with { Sigma = odds };

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><see cref="Sigma"/> is <see cref="Law"/>.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Sigma"/> is null: it has not been chosen yet.</exception>
    public override ILogitAdjustment Create(GzslProblem problem, int pseudoPerClass)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new ZeroShotLogitAdjustment(
            problem.ClassCounts, problem.SeenClasses, problem.UnseenClasses, Sigma!.Value);
    }
}
