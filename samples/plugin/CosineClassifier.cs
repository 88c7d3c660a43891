using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using Unseen.Classifiers;
using Unseen.Inference;
using static TorchSharp.torch;

namespace Unseen.Samples.Plugin;

/// <summary>A linear head on unit-length features with unit-length weights. Autograd computes its gradients, and it can
/// be combined with any adjustment.</summary>
public sealed class CosineClassifier : GzslClassifier
{
    private readonly double _temperature;

    [SuppressMessage("Style", "IDE1006", Justification = "TorchSharp names parameters after the fields.")]
    private readonly Parameter weight; // [C, D]

    /// <summary>Initialises the weights at random.</summary>
    public CosineClassifier(long classes, long features, double temperature, int seed, Device device)
        : base(nameof(CosineClassifier))
    {
        _temperature = temperature;
        using var random = new Generator((ulong)seed, device);
        weight = new Parameter(randn(classes, features, device: device, generator: random));
        weight.DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>True, so that training scales all features to unit length once.</summary>
    public override bool UsesUnitLength => true;

    public override Tensor Score(Tensor prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        using var units = nn.functional.normalize(weight, dim: 1);
        using var cosines = prepared.mm(units.t());
        // A tensor, because a Scalar may be garbage-collected while libtorch reads it.
        using var scale = tensor((float)(1 / _temperature), device: cosines.device);
        return cosines * scale; // [B, C]
    }

    /// <summary>Describes the classifier for the model file, so that prediction does not need this assembly.</summary>
    public override ScoringRule ToScoringRule()
    {
        using var inference = no_grad();
        return new ScoringRule(ClassifierForm.Prototype, nn.functional.normalize(weight, dim: 1),
            Temperature: _temperature);
    }
}
