using Unseen.Checkpoints;
using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Optimisation;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Cvae;

/// <summary>
/// The conditional VAE: an encoder [x; a] -> z and a decoder [z; a] -> x, trained on seen classes. The decoder
/// generates the pseudo-features. All random numbers come from the seed.
/// </summary>
/// <remarks>
/// Kingma &amp; Welling, "Auto-Encoding Variational Bayes", 2013, with both networks conditioned on the descriptor.
/// The loss is weight · |x̂ - x|² + KL, averaged over the batch. The latent has the width of the descriptor, and the
/// decoder has the architecture of the WGAN's generator. One epoch is ceil(N / batch) steps, each on a batch drawn
/// without replacement.
/// </remarks>
public sealed class CvaeGenerator : IFeatureGenerator, IResumableGenerator
{
    private readonly CvaeOptions _options;
    private readonly Device _device;
    private readonly Generator _random;
    private readonly FusedOperations _operations;
    private readonly SeenBatches _batches;
    private readonly ConditionalEncoder _encoder;
    private readonly ConditionalGenerator _decoder;
    private readonly FusedAdam _encoderAdam, _decoderAdam;
    private readonly Tensor _samples, _reconstructed, _gradient; // [B, D]
    private readonly Tensor _latents, _latentGradient; // [B, A]
    private readonly Tensor _epsilon; // [B, A] float32
    private readonly EpochSteps _epochs = new();

    /// <summary>Creates both networks, untrained.</summary>
    /// <param name="problem">
    /// the seen training samples and the descriptors; must outlive this generator, which does not dispose it
    /// </param>
    /// <param name="options">the sizes of the networks and the training settings</param>
    /// <param name="seed">the seed of all random numbers in training</param>
    /// <param name="precision">the number type of matrix products, default the fastest that suits the device</param>
    public CvaeGenerator(GzslProblem problem, CvaeOptions options, int seed, Precision precision = Precision.Auto)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _device = problem.Descriptors.device;
        _random = Seeds.Stream(seed, "cvae", _device);
        var productType = precision.ProductType(_device);
        _operations = FusedOperations.For(_device, productType);
        _batches = new SeenBatches(problem, options.BatchSize, productType, _random, _operations);
        var shape = new WganShape(problem.FeatureWidth, problem.Descriptors.size(1), options.Hidden, _batches.Size,
            _batches.DescriptorRows);
        _encoder = new ConditionalEncoder(shape, _random, _device, productType, _operations);
        _decoder = new ConditionalGenerator(shape, _random, _device, productType, _operations);
        var settings = new AdamSettings(options.LearningRate, 0.9, 0.999);
        (_encoderAdam, _decoderAdam) = (new FusedAdam(settings, _operations), new FusedAdam(settings, _operations));
        Tensor Buffer(long columns) =>
            zeros(shape.Batch, columns, dtype: productType, device: _device).DetachFromDisposeScope();
        (_samples, _reconstructed, _gradient) =
            (Buffer(shape.Features), Buffer(shape.Features), Buffer(shape.Features));
        (_latents, _latentGradient) = (Buffer(shape.Descriptor), Buffer(shape.Descriptor));
        _epsilon = zeros(shape.Batch, shape.Descriptor, device: _device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public int Epochs => _options.Epochs;

    /// <inheritdoc/>
    public double? LearningRate => _options.LearningRate;

    /// <inheritdoc/>
    Action? IResumableGenerator.StepDone
    {
        set => _epochs.StepDone = value;
    }

    /// <inheritdoc/>
    public double TrainEpoch(CancellationToken cancellation) => _epochs.Run(_batches.Steps, Step, cancellation);

    /// <inheritdoc/>
    void IResumable.SyncState(TrainingState state)
    {
        state.Sync("encoder", _encoder);
        state.Sync("decoder", _decoder);
        state.Sync("encoderAdam", _encoderAdam);
        state.Sync("decoderAdam", _decoderAdam);
        state.Sync("random", _random);
        _epochs.SyncState(state);
    }

    /// <inheritdoc/>
    public Tensor Generate(Tensor descriptors, Generator random)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        using var inference = no_grad();
        using var noise = randn(descriptors.shape, device: _device, generator: random);
        return _decoder.Generate(noise, descriptors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
        _batches.Dispose();
        _operations.Dispose();
        _random.Dispose();
        foreach (var tensor in new[] { _samples, _reconstructed, _gradient, _latents, _latentGradient, _epsilon })
            tensor.Dispose();
    }

    private double Step()
    {
        using var scope = NewDisposeScope();
        _batches.Draw(_samples);
        var (descriptors, labels) = (_batches.Descriptors, _batches.Labels);
        _epsilon.normal_(0, 1, _random);
        var divergence = _encoder.Forward(_samples, descriptors, labels, _epsilon, _latents);
        _decoder.Condition(descriptors);
        _decoder.Forward(_latents, labels, _reconstructed);
        var loss = divergence + Reconstruction.Back(_reconstructed, _samples, _options.ReconstructionWeight, _gradient);
        TrainingDivergedException.ThrowUnlessFinite(
            loss, _epochs.At("the autoencoder's loss"));
        _decoder.Backward(_gradient, _reconstructed, _latents, descriptors, labels, _latentGradient);
        _decoder.Update(_decoderAdam);
        _encoder.Update(_latentGradient, _samples, descriptors, labels, _epsilon, _encoderAdam);
        return loss;
    }
}
