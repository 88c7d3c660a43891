using Unseen.Adjustment;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Classifiers;

/// <summary>A classifier over all C classes. Scores are unnormalised logits; nothing is added to them at test
/// time.</summary>
public abstract class GzslClassifier : nn.Module<Tensor, Tensor>
{
    /// <summary>Names the module.</summary>
    /// <param name="name">the module's name</param>
    protected GzslClassifier(string name)
        : base(name)
    {
    }

    /// <summary>Logits of scaled features.</summary>
    /// <param name="input">[B, D] float32</param>
    /// <returns>[B, C]; the caller disposes it.</returns>
    public sealed override Tensor forward(Tensor input)
    {
        using var prepared = Prepare(input);
        return Score(prepared);
    }

    /// <summary>Whether features are brought to unit length first, which training does once for all epochs.</summary>
    public virtual bool UsesUnitLength => false;

    /// <summary>The part of the work that no weight takes part in.</summary>
    /// <param name="features">[N, D] scaled features</param>
    /// <returns>[N, D]; the caller disposes it.</returns>
    public Tensor Prepare(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return UsesUnitLength ? nn.functional.normalize(features, dim: 1) : features.alias();
    }

    /// <summary>Logits of prepared features.</summary>
    /// <param name="prepared">[B, D] from <see cref="Prepare"/></param>
    /// <returns>[B, C]; the caller disposes it.</returns>
    public abstract Tensor Score(Tensor prepared);

    /// <summary>The scores in the form that a model file holds, or null (default) where they have none: then no model
    /// can be saved.</summary>
    public virtual ScoringRule? ToScoringRule() => null;

    /// <summary>What a model file needs beside the scores, by name; it takes new classes by description with
    /// these.</summary>
    internal virtual IEnumerable<(string Name, Tensor Value)> ModelTensors => [];

    /// <summary>What a model file says of how scores are computed, by name.</summary>
    internal virtual IEnumerable<(string Name, string Value)> ModelMetadata => [];

    /// <summary>How it learns from a batch: by autograd, unless its gradients are known in closed form.</summary>
    /// <param name="options">optimiser and batch size</param>
    /// <param name="adjustment">changes the logits in the loss, or null</param>
    /// <param name="seed">decides what a step draws</param>
    /// <param name="precision">number type of products in closed-form steps</param>
    internal virtual ClassifierStep CreateStep(
        ClassifierTrainingOptions options, ILogitAdjustment? adjustment, int seed, Precision precision) =>
        new AutogradStep(this, options, adjustment);
}
