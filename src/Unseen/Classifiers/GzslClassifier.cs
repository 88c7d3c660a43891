using Unseen.Adjustment;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Classifiers;

/// <summary>
/// A classifier over all C classes. Its scores are unnormalised logits. Adjustments of the logits apply only in
/// training, never to these scores.
/// </summary>
public abstract class GzslClassifier : nn.Module<Tensor, Tensor>
{
    /// <summary>Initializes the module.</summary>
    /// <param name="name">the name of the module</param>
    protected GzslClassifier(string name)
        : base(name)
    {
    }

    /// <summary>Computes the logits of scaled features.</summary>
    /// <param name="input">[B, D] float32</param>
    /// <returns>[B, C]; the caller disposes it.</returns>
    public sealed override Tensor forward(Tensor input)
    {
        using var prepared = Prepare(input);
        return Score(prepared);
    }

    /// <summary>
    /// Whether features are scaled to unit length before they are scored, default false. Training does this once for
    /// all epochs.
    /// </summary>
    public virtual bool UsesUnitLength => false;

    /// <summary>Prepares features for <see cref="Score"/>: scales them to unit length if <see cref="UsesUnitLength"/>
    /// is true. The result does not depend on the weights.</summary>
    /// <param name="features">[N, D], scaled features</param>
    /// <returns>[N, D]; the caller disposes it.</returns>
    public Tensor Prepare(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return UsesUnitLength ? nn.functional.normalize(features, dim: 1) : features.alias();
    }

    /// <summary>Computes the logits of prepared features.</summary>
    /// <param name="prepared">[B, D] from <see cref="Prepare"/></param>
    /// <returns>[B, C]; the caller disposes it.</returns>
    public abstract Tensor Score(Tensor prepared);

    /// <summary>
    /// Converts the classifier to the form of scores that a model file stores. Null (default) if that is not possible;
    /// then no model can be saved.
    /// </summary>
    /// <returns>the scores; the caller disposes their tensors</returns>
    public virtual ScoringRule? ToScoringRule() => null;

    /// <summary>
    /// The tensors that a model file stores in addition to the scores, by name. They are needed to add classes by
    /// description.
    /// </summary>
    internal virtual IEnumerable<(string Name, Tensor Value)> ModelTensors => [];

    /// <summary>The metadata that a model file stores about the computation of scores, by name.</summary>
    internal virtual IEnumerable<(string Name, string Value)> ModelMetadata => [];

    /// <summary>The classes that training samples can have, or null (default) for all classes.</summary>
    internal virtual IReadOnlyCollection<int>? TrainedClasses => null;

    /// <summary>
    /// Creates the training step. The default uses autograd; classifiers with closed-form gradients override it.
    /// </summary>
    /// <param name="options">the settings of the optimiser and the batch size</param>
    /// <param name="adjustment">the adjustment of the logits in the loss, or null</param>
    /// <param name="seed">the seed of the random numbers that a step draws</param>
    /// <param name="precision">the number type of matrix products in closed-form steps</param>
    internal virtual ClassifierStep CreateStep(
        ClassifierTrainingOptions options, ILogitAdjustment? adjustment, int seed, Precision precision) =>
        new AutogradStep(this, options, adjustment);
}
