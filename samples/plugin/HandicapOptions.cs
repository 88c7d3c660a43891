using Unseen.Adjustment;
using Unseen.Methods;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Samples.Plugin;

/// <summary>The adjustment "handicap": a constant is added to the logits of seen classes in training, so that the
/// classifier learns smaller logits for them.</summary>
public sealed record HandicapOptions : AdjustmentOptions
{
    public override MethodDescription Description { get; } = new("handicap", "a constant on seen logits in training");

    [Option("What is added to seen logits in training", AtLeast = 0)]
    public double SeenBonus { get; init; } = 3;

    public override ILogitAdjustment Create(GzslProblem problem, int pseudoPerClass)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new Handicap([.. problem.IsSeen.Select(seen => seen ? SeenBonus : 0)]);
    }

    private sealed class Handicap(double[] bias) : BiasAdjustment(bias);
}
