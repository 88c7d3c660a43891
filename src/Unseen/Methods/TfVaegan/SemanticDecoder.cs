using Unseen.Checkpoints;
using Unseen.Generators;
using Unseen.Inference;
using Unseen.Methods.Wgan;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Optimisation;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.TfVaegan;

/// <summary>
/// TF-VAEGAN's semantic decoder x -> H -> LeakyReLU(0.2) -> A, brought to unit length: it reads the descriptor off a
/// feature. It learns from real features in critic steps and from generated ones in generator steps, and the generator
/// learns from what it reads.
/// </summary>
internal sealed class SemanticDecoder : WganGuide
{
    private const double SmallestNorm = 1e-12;

    private readonly TfVaeganOptions _options;
    private readonly DenseLayer _hidden, _output;
    private readonly FusedAdam _adam;
    private readonly Tensor _descriptors; // [C, A] of the master type
    private readonly FusedOperations _operations;
    private double _rate;

    /// <summary>Draws the weights.</summary>
    /// <param name="features">feature width D</param>
    /// <param name="descriptors">[C, A] of the master type; copied</param>
    /// <param name="batch">samples B of a step; passes may have twice as many</param>
    /// <param name="options">widths, weights and learning rates</param>
    /// <param name="seed">decides the weights</param>
    /// <param name="productType">type of the products</param>
    public SemanticDecoder(
        long features, Tensor descriptors, long batch, TfVaeganOptions options, int seed, ScalarType productType)
    {
        using var scope = NewDisposeScope();
        var device = descriptors.device;
        using var random = Seeds.Stream(seed, "semantic decoder", device);
        _options = options;
        _operations = FusedOperations.For(device, productType);
        _hidden = new DenseLayer(features, options.Hidden, Activation.LeakyRelu, 2 * batch, random, device, productType,
            _operations);
        _output = new DenseLayer(options.Hidden, descriptors.size(1), Activation.Identity, batch, random, device,
            productType, _operations);
        _descriptors = descriptors.clone().DetachFromDisposeScope();
        _adam = new FusedAdam(new AdamSettings(options.DecoderLearningRate, 0.5, 0.999), _operations);
    }

    /// <summary>Its layers, the first one first.</summary>
    public IReadOnlyList<DenseLayer> Layers => [_hidden, _output];

    public override void Learn(Tensor real, Tensor classes, double learningRate)
    {
        using var scope = NewDisposeScope();
        _rate = _options.DecoderLearningRate * learningRate / _options.LearningRate;
        TrainingDivergedException.ThrowUnlessFinite(Read(real, classes), "the semantic decoder's loss");
        _output.Backward(_hidden.Output, _hidden.Gradient);
        _hidden.Backward(real);
        Update();
    }

    public override void AddGradient(Tensor fake, Tensor real, Tensor classes, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        TrainingDivergedException.ThrowUnlessFinite(Read(fake, classes), "the semantic decoder's loss");
        _output.Backward(_hidden.Output, _hidden.Gradient);
        _hidden.Backward(fake, gradient, adds: true);
        if (!_options.DecoderOnRealAlone)
            Update();
    }

    /// <summary>The hidden layer, which is fed back to the generator.</summary>
    /// <param name="samples">[M, D] of the product type</param>
    /// <returns>[M, H], valid until the decoder is used again</returns>
    public Tensor HiddenOf(Tensor samples) => _hidden.Forward(samples);

    /// <summary>The hidden layer of any number of samples, from the master weights.</summary>
    /// <param name="samples">[M, D] float32</param>
    /// <returns>[M, H]; the caller disposes it.</returns>
    public Tensor ApplyHidden(Tensor samples) => _hidden.Apply(samples);

    public override FeatureMap CreateFeatureMap() => new(
        [new MapLayer(_hidden.Weight.Value.clone(), _hidden.Bias.Value.clone(), Activation.LeakyRelu)],
        keepsFeatures: true);

    public override void SyncState(TrainingState state)
    {
        state.Sync("hidden", _hidden);
        state.Sync("output", _output);
        state.Sync("adam", _adam);
    }

    public override void Dispose()
    {
        _hidden.Dispose();
        _output.Dispose();
        _descriptors.Dispose();
        _operations.Dispose();
    }

    /// <summary>The loss of what is read off samples; leaves its gradient at the output layer.</summary>
    private double Read(Tensor samples, Tensor classes)
    {
        var master = _descriptors.dtype;
        var read = _output.Forward(_hidden.Forward(samples)).to(master); // [B, A]
        var lengths = read.norm(1, keepdim: true, p: 2f).AtLeastInPlace(SmallestNorm); // [B, 1]
        var units = read / lengths;
        var (loss, back) = SemanticDeviation.Back(
            units, _descriptors.index_select(0, classes), _options.CycleWeight);
        _output.Gradient.copy_((back - (units * (back * units).sum(dim: 1, keepdim: true))) / lengths);
        return loss;
    }

    private void Update()
    {
        _adam.LearningRate = _rate;
        _adam.NextStep();
        foreach (var layer in Layers)
            layer.Update(_adam);
    }
}
