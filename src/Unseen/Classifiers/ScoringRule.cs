using TorchSharp;
using Unseen.Inference;
using Unseen.Numerics;

namespace Unseen.Classifiers;

/// <summary>The scores of a classifier in the form that a model file stores.</summary>
/// <param name="Form">linear, or cosines with prototypes</param>
/// <param name="Weight">[C, D] float32; the caller disposes it</param>
/// <param name="Bias">[C] float32, or null for none; the caller disposes it</param>
/// <param name="Temperature">the divisor of cosines; 1 for the linear form</param>
public sealed record ScoringRule(
    ClassifierForm Form, torch.Tensor Weight, torch.Tensor? Bias = null, double Temperature = 1)
{
    /// <summary>The rule whose scores are a weighted sum of others' scores.</summary>
    /// <param name="rules">at least one, each with its weight; their tensors are borrowed</param>
    /// <returns>the sum, with tensors of the current dispose scope; null if a rule is missing or they are of different
    /// forms</returns>
    internal static ScoringRule? Sum(IReadOnlyList<(ScoringRule? Rule, double Weight)> rules)
    {
        if (rules is [(var only, 1)])
            return only;
        if (rules[0].Rule is not { } first || rules.Any(rule => rule.Rule?.Form != first.Form))
            return null;
        var weight = torch.zeros_like(first.Weight);
        var bias = torch.zeros(weight.size(0), device: weight.device);
        foreach (var (rule, share) in rules)
        {
            weight.PlusScaledInPlace(rule!.Weight, share * first.Temperature / rule.Temperature);
            if (rule.Bias is not null)
                bias.PlusScaledInPlace(rule.Bias, share);
        }

        return first with { Weight = weight, Bias = bias };
    }
}
