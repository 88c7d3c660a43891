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

    /// <summary>
    /// The odds σ of seen to unseen classes in training, greater than 0. Null (default) chooses them on validation.
    /// </summary>
    [Option("Odds of seen to unseen classes in training; auto finds them on validation", MoreThan = 0, Symbol = "σ",
        IsCommon = true)]
    public double? Sigma { get; init; }

    /// <inheritdoc/>
    public override OptionDescription StrengthOption => FindOption("sigma")!;

    /// <inheritdoc/>
    public override double? Odds => Sigma;

    /// <inheritdoc/>
    public override bool CarriesOddsOver => true;

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
