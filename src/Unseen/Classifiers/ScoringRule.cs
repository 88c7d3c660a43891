using TorchSharp;
using Unseen.Inference;
using Unseen.Numerics;

namespace Unseen.Classifiers;

/// <summary>The scores of a classifier in the form that a model file stores: products of the features with a weight
/// matrix, divided by a temperature, plus a bias.</summary>
/// <param name="Form">whether the features are scaled to unit length first</param>
/// <param name="Weight">[C, D] float32; the caller disposes it</param>
/// <param name="Bias">[C] float32, or null (default) for none; the caller disposes it</param>
/// <param name="Temperature">the divisor of the products, greater than 0, default 1; 1 for the linear form</param>
public sealed record ScoringRule(
    ClassifierForm Form, torch.Tensor Weight, torch.Tensor? Bias = null, double Temperature = 1)
{
    /// <summary>Creates the rule whose scores are a weighted sum of the scores of other rules.</summary>
    /// <param name="rules">at least one rule, each with its weight; not disposed</param>
    /// <returns>the sum, whose tensors belong to the current dispose scope. A single rule of weight 1 is returned
    /// unchanged. Null if a rule is null or the rules are of different forms</returns>
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
