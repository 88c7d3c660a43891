using Unseen.Adjustment;
using Unseen.Problems;

namespace Unseen.Methods.Logit;

/// <summary>
/// Logit adjustment for long-tailed data: logits are adjusted by the frequencies of the classes. Pseudo-features count
/// as samples.
/// </summary>
public sealed record LogitOptions : AdjustmentOptions
{
    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "logit", "long-tail logit adjustment by the classes' frequencies",
            "Menon et al., Long-tail learning via logit adjustment, ICLR 2021", Rank: 4);

    /// <inheritdoc/>
    public override string Title => "long-tail logit";

    /// <inheritdoc/>
    public override bool NeedsPseudoFeatures => true;

    /// <inheritdoc/>
    public override ILogitAdjustment Create(GzslProblem problem, int pseudoPerClass)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new LongTailLogitAdjustment(
            [.. problem.ClassCounts.Select((count, c) => problem.IsSeen[c] ? count : pseudoPerClass)]);
    }
}
