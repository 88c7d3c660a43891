using static TorchSharp.torch;

namespace Unseen.Classifiers;

/// <summary>A classifier over all C classes. Scores are unnormalised logits; nothing is added to them at test time.</summary>
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

    /// <summary>The scores in the form that a model file holds, or null (default) where they have none: then no model can be saved.</summary>
    public virtual ScoringRule? ToScoringRule() => null;
}
