using System.Diagnostics.CodeAnalysis;
using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Inference;
using Unseen.Networks;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Methods.Prototype;

/// <summary>
/// The prototype learner. A network maps the descriptor of every class to a prototype in feature space. The logit of a
/// feature for a class is the cosine of the feature and the prototype, divided by a temperature. This is the semantic
/// prior of ZLAP. Not thread-safe.
/// </summary>
/// <remarks>
/// Chen et al., "Zero-Shot Logit Adjustment", IJCAI 2022: p_c = P(a_c) and f_c(x) = cos(x, p_c) / τ, with P: A -> 1024
/// -> LeakyReLU(0.2) -> D without an activation at the output. The variant in the paper's ablation has a ReLU at the
/// output. The cosine with a zero vector is 0.
/// </remarks>
public sealed class PrototypeClassifier : GzslClassifier
{
    [SuppressMessage("Style", "IDE1006", Justification = "TorchSharp names modules after the fields.")]
    private readonly Perceptron map;
    private readonly Tensor _descriptors;
    private readonly PrototypeOptions _options;

    /// <summary>Draws the weights of the network.</summary>
    /// <param name="descriptors">[C, A] float32, one row per class; copied</param>
    /// <param name="features">the feature width D, at least 1</param>
    /// <param name="options">
    /// the hidden width, the temperature and the output activation; null for the published values
    /// </param>
    /// <param name="seed">the seed of the initial weights</param>
    /// <exception cref="ArgumentException">The descriptors are not a matrix, or a number is out of range.</exception>
    public PrototypeClassifier(Tensor descriptors, long features, PrototypeOptions? options = null, int seed = 0)
        : base(nameof(PrototypeClassifier))
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        Require.That(descriptors.dim() == 2, nameof(descriptors), "of shape [C, A]",
            $"of {descriptors.dim()} dimensions");
        Require.That(features >= 1, nameof(features), "at least 1", features);
        _options = options ?? new PrototypeOptions();
        Require.That(_options.Hidden >= 1, "hidden", "at least 1", _options.Hidden);
        Require.Positive(_options.Temperature, "temperature");
        _descriptors = descriptors.detach().clone().DetachFromDisposeScope();
        using var random = Seeds.Stream(seed, "classifier weights", descriptors.device);
        map = new Perceptron(descriptors.shape[1], _options.Hidden, features, random, descriptors.device);
        RegisterComponents();
    }

    /// <summary>The temperature τ.</summary>
    public double Temperature => _options.Temperature;

    /// <summary>Computes the unit-length prototypes of all classes.</summary>
    /// <returns>[C, D]; the caller disposes it.</returns>
    public Tensor Prototypes()
    {
        using var scope = NewDisposeScope();
        var prototypes = map.forward(_descriptors); // [C, D]
        if (_options.OutputRelu)
            prototypes = prototypes.relu();
        return nn.functional.normalize(prototypes, dim: 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override bool UsesUnitLength => true;

    /// <summary>The descriptors of all classes; [C, A].</summary>
    internal Tensor Descriptors => _descriptors;

    /// <summary>The network from descriptor to prototype.</summary>
    internal Perceptron Map => map;

    /// <summary>Whether the network's output passes through a ReLU.</summary>
    internal bool OutputRelu => _options.OutputRelu;

    /// <inheritdoc/>
    public override Tensor Score(Tensor prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        using var prototypes = Prototypes();
        using var transposed = prototypes.t();
        using var cosines = prepared.mm(transposed);
        return cosines.Over(Temperature); // [B, C]
    }

    /// <inheritdoc/>
    public override ScoringRule ToScoringRule()
    {
        using var inference = no_grad();
        return new(ClassifierForm.Prototype, Prototypes(), Temperature: Temperature);
    }

    /// <inheritdoc/>
    internal override IEnumerable<(string Name, Tensor Value)> ModelTensors =>
        named_parameters().Select(pair => ($"prototype.{pair.name}", (Tensor)pair.parameter));

    /// <inheritdoc/>
    internal override IEnumerable<(string Name, string Value)> ModelMetadata =>
        OutputRelu ? [(UnseenModel.OutputReluKey, "true")] : [];

    /// <inheritdoc/>
    internal override ClassifierStep CreateStep(
        ClassifierTrainingOptions options, ILogitAdjustment? adjustment, int seed, Precision precision) =>
        adjustment is null or IFusedAdjustment
            ? new PrototypeStep(this, options, adjustment as IFusedAdjustment, seed,
                precision.ProductType(_descriptors.device))
            : base.CreateStep(options, adjustment, seed, precision);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _descriptors.Dispose();
        base.Dispose(disposing);
    }
}
