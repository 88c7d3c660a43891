using Unseen.Adjustment;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods;

/// <summary>A correction for the imbalance between seen and unseen classes, with its settings.</summary>
public abstract record AdjustmentOptions : MethodOptions
{
    /// <summary>
    /// Whether the adjustment changes the logits of a softmax during training, default true. Such an adjustment cannot
    /// be combined with a classifier that has no softmax.
    /// </summary>
    public virtual bool NeedsSoftmax => true;

    /// <summary>Whether the adjustment needs pseudo-features of every unseen class, default false.</summary>
    public virtual bool NeedsPseudoFeatures => false;

    /// <summary>Whether a constant, chosen on validation, is subtracted from seen scores after training, default
    /// false.</summary>
    public virtual bool CalibratesSeenScores => false;

    /// <summary>The name of the adjustment in tables, default <see cref="MethodOptions.Name"/>.</summary>
    public virtual string Title => Name;

    /// <summary>The name of the classifier that experiments combine the adjustment with, default
    /// <c>linear</c>.</summary>
    public virtual string UsualClassifier => "linear";

    /// <summary>
    /// The option that sets the strength of the adjustment. If its value is null, validation or a rule chooses the
    /// strength. Null (default) if the adjustment has no strength.
    /// </summary>
    public virtual OptionDescription? StrengthOption => null;

    /// <summary>
    /// The strength on the scale that validation searches, greater than 0. The larger it is, the more images are
    /// recognised as unseen. Null (default) if the adjustment has no strength, or if a rule or validation chooses it.
    /// </summary>
    public virtual double? Odds => null;

    /// <summary>Whether <see cref="RuleOdds"/> alone decides the strength, default false.</summary>
    public virtual bool FollowsRule => false;

    /// <summary>Whether validation chooses the strength.</summary>
    public bool SearchesStrength => StrengthOption is not null && Odds is null && !FollowsRule;

    /// <summary>Whether <see cref="RuleOdds"/> returns a value, default false.</summary>
    public virtual bool HasRule => false;

    /// <summary>
    /// Computes the odds for a problem by a rule. Validation corrects these odds unless <see cref="FollowsRule"/> is
    /// true. The more the validation classes agree, the larger the correction. Without a rule, validation tries a range
    /// of odds.
    /// </summary>
    /// <param name="problem">the classes and their sample counts; used only during the call</param>
    /// <param name="pseudoPerClass">the number of pseudo-features for each unseen class</param>
    /// <returns>the odds; null (default) if there is no rule</returns>
    public virtual double? RuleOdds(GzslProblem problem, int pseudoPerClass) => null;

    /// <summary>Returns a copy of these settings with another strength.</summary>
    /// <param name="odds">the strength, on the scale of <see cref="Odds"/>, greater than 0</param>
    /// <returns>the copy; by default, these settings unchanged</returns>
    public virtual AdjustmentOptions WithOdds(double odds) => this;

    /// <summary>Creates the function that adjusts the logits in the training loss. The strength must have been chosen:
    /// call <see cref="WithOdds"/> first if <see cref="SearchesStrength"/> or <see cref="FollowsRule"/> is
    /// true.</summary>
    /// <param name="problem">the classes and their sample counts; used only during the call</param>
    /// <param name="pseudoPerClass">the number of pseudo-features for each unseen class</param>
    /// <returns>the adjustment; null (default) if the logits stay unchanged</returns>
    public virtual ILogitAdjustment? Create(GzslProblem problem, int pseudoPerClass) => null;
}
