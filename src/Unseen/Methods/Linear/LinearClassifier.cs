using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Inference;
using Unseen.Networks;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Methods.Linear;

/// <summary>The linear softmax head f(x) = W x + b, or W x / (τ |x|) + b. Initially, the weights are drawn from
/// N(0, 0.02²), and the biases are 0. Not thread-safe.</summary>
public sealed class LinearClassifier : GzslClassifier
{
    [SuppressMessage("Style", "IDE1006", Justification = "TorchSharp names parameters after the fields.")]
    private readonly Parameter weight, bias;

    /// <summary>Draws the weights.</summary>
    /// <param name="features">the feature width D, at least 1</param>
    /// <param name="classes">the number of classes C, at least 1</param>
    /// <param name="seed">the seed of the initial weights</param>
    /// <param name="device">the device of the weights; null (default) for the CPU</param>
    /// <param name="unitTemperature">
    /// the temperature τ of f(x) = W x / (τ |x|) + b, greater than 0; null (default) computes f(x) = W x + b
    /// </param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public LinearClassifier(long features, long classes, int seed = 0, Device? device = null,
        double? unitTemperature = null)
        : base(nameof(LinearClassifier))
    {
        Require.That(features >= 1, nameof(features), "at least 1", features);
        Require.That(classes >= 1, nameof(classes), "at least 1", classes);
        Require.That(unitTemperature is null or > 0, nameof(unitTemperature), "greater than 0", unitTemperature);
        UnitTemperature = unitTemperature;
        using var random = Seeds.Stream(seed, "classifier weights", device ?? CPU);
        weight = GaussianInit.Weight(classes, features, random, device ?? CPU);
        bias = GaussianInit.Bias(classes, device ?? CPU);
        RegisterComponents();
    }

    /// <summary>W; [C, D].</summary>
    public Tensor Weight => weight;

    /// <summary>b; [C].</summary>
    public Tensor Bias => bias;

    /// <summary>The temperature τ if the head works on features of unit length; null if the features keep their
    /// length.</summary>
    public double? UnitTemperature { get; }

    /// <inheritdoc/>
    public override bool UsesUnitLength => UnitTemperature is not null;

    /// <inheritdoc/>
    public override Tensor Score(Tensor prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        using var transposed = weight.t(); // [D, C]
        using var products = prepared.mm(transposed);
        return products.Over(UnitTemperature ?? 1).PlusInPlace(bias); // [B, C]
    }

    /// <inheritdoc/>
    public override ScoringRule ToScoringRule()
    {
        using var detachedWeight = Weight.detach();
        using var detachedBias = Bias.detach();
        return new(UsesUnitLength ? ClassifierForm.Prototype : ClassifierForm.Linear, detachedWeight.clone(),
            detachedBias.clone(), UnitTemperature ?? 1);
    }

    /// <inheritdoc/>
    internal override ClassifierStep CreateStep(
        ClassifierTrainingOptions options, ILogitAdjustment? adjustment, int seed, Precision precision) =>
        adjustment is null or IFusedAdjustment
            ? new LinearStep(this, options, adjustment as IFusedAdjustment, precision.ProductType(weight.device))
            : base.CreateStep(options, adjustment, seed, precision);
}
