using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Inference;
using Unseen.Networks;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Methods.Ale;

/// <summary>A bilinear compatibility f_c(x) = xᵀ V a_c, trained on seen classes to rank the true class first.</summary>
/// <remarks>
/// DeViSE: Frome et al., NeurIPS 2013, equation 1. The loss is summed over all seen classes, whereas the paper's
/// training visits them in random order and stops at the first violation. ALE: Akata et al., "Label-Embedding for Image
/// Classification", TPAMI 2016, equation 13. Training uses Adam on mini-batches, whereas the papers use SGD.
/// </remarks>
public sealed class RankingClassifier : GzslClassifier
{
    [SuppressMessage("Style", "IDE1006", Justification = "TorchSharp names parameters after the fields.")]
    private readonly Parameter map;
    private readonly Tensor _descriptors;

    /// <summary>Draws the weights V from N(0, 0.02²).</summary>
    /// <param name="descriptors">[C, A] float32, one row per class; copied</param>
    /// <param name="isSeen">[C] true for the classes that are ranked in training</param>
    /// <param name="features">the feature width D, at least 1</param>
    /// <param name="weighsRanks">
    /// true to reduce the weight of a violation as the rank of the true class gets worse (ALE); false to weight all
    /// violations equally (DeViSE)
    /// </param>
    /// <param name="margin">the margin by which the true score should exceed the others, finite and greater than 0,
    /// default 1</param>
    /// <param name="seed">the seed of the initial weights</param>
    /// <exception cref="ArgumentException">A shape is wrong, or a number is out of range.</exception>
    public RankingClassifier(Tensor descriptors, IReadOnlyList<bool> isSeen, long features, bool weighsRanks,
        double margin = 1, int seed = 0)
        : base(nameof(RankingClassifier))
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        ArgumentNullException.ThrowIfNull(isSeen);
        Require.That(descriptors.dim() == 2, nameof(descriptors), "of shape [C, A]",
            $"of {descriptors.dim()} dimensions");
        Require.That(isSeen.Count == descriptors.size(0), nameof(isSeen), $"of length {descriptors.size(0)}",
            isSeen.Count);
        Require.That(features >= 1, nameof(features), "at least 1", features);
        Require.Positive(margin);
        (WeighsRanks, Margin) = (weighsRanks, margin);
        SeenClasses = [.. Enumerable.Range(0, isSeen.Count).Where(c => isSeen[c])];
        _descriptors = descriptors.detach().clone().DetachFromDisposeScope();
        using var random = Seeds.Stream(seed, "classifier weights", descriptors.device);
        map = GaussianInit.Weight(features, descriptors.size(1), random, descriptors.device);
        RegisterComponents();
    }

    /// <summary>Whether violations are weighted by rank: true for ALE, false for DeViSE.</summary>
    public bool WeighsRanks { get; }

    /// <summary>The margin by which the true score should exceed the others.</summary>
    public double Margin { get; }

    /// <summary>V; [D, A].</summary>
    internal Tensor Map => map;

    /// <summary>Descriptors of all classes; [C, A].</summary>
    internal Tensor Descriptors => _descriptors;

    /// <summary>The classes that are ranked in training, ascending.</summary>
    internal int[] SeenClasses { get; }

    /// <inheritdoc/>
    internal override IReadOnlyCollection<int> TrainedClasses => SeenClasses;

    /// <inheritdoc/>
    public override Tensor Score(Tensor prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        using var weight = Weight();
        return prepared.mm(weight.t()); // [B, C]
    }

    /// <inheritdoc/>
    public override ScoringRule ToScoringRule()
    {
        using var inference = no_grad();
        return new(ClassifierForm.Linear, Weight());
    }

    /// <inheritdoc/>
    internal override ClassifierStep CreateStep(
        ClassifierTrainingOptions options, ILogitAdjustment? adjustment, int seed, Precision precision) =>
        new RankingStep(this, options, precision.ProductType(_descriptors.device));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _descriptors.Dispose();
        base.Dispose(disposing);
    }

    private Tensor Weight() => _descriptors.mm(map.t()); // [C, D]
}
