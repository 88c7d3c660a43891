using TorchSharp;
using Unseen.Inference;

namespace Unseen.Classifiers;

/// <summary>The scores of a classifier in the form that a model file stores.</summary>
/// <param name="Form">linear, or cosines with prototypes</param>
/// <param name="Weight">[C, D] float32; the caller disposes it</param>
/// <param name="Bias">[C] float32, or null for none; the caller disposes it</param>
/// <param name="Temperature">the divisor of cosines; 1 for the linear form</param>
public sealed record ScoringRule(
    ClassifierForm Form, torch.Tensor Weight, torch.Tensor? Bias = null, double Temperature = 1);
