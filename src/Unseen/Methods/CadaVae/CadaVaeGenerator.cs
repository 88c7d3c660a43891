using Unseen.Checkpoints;
using Unseen.Generators;
using Unseen.Inference;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.CadaVae;

/// <summary>
/// CADA-VAE: a variational autoencoder for features and another for descriptors. They share one latent space, because
/// each also decodes the latents of the other, and the distance between their latent distributions is part of the loss.
/// Pseudo-features are latents that are sampled from the encoding of a descriptor. The classifier learns from them and
/// from sampled latents of real features, and scores an image by the mean of its latent distribution. All random
/// numbers in training come from the seed.
/// </summary>
/// <remarks>
/// Schönfeld et al., "Generalized Zero- and Few-Shot Learning via Aligned Variational Autoencoders", CVPR 2019.
/// Deviations: Adam is used without AMSGrad. With the log variance v, the standard deviation of a latent is exp(v / 2),
/// and every column has its own noise; the authors' program uses exp(v) and the same noise in all columns. The
/// classifier learns from one latent for each real image; the authors draw 200 for each seen class.
/// </remarks>
public sealed class CadaVaeGenerator : IFeatureGenerator, IResumableGenerator
{
    private readonly CadaVaeOptions _options;
    private readonly Device _device;
    private readonly Generator _random;
    private readonly FusedOperations _operations;
    private readonly SeenBatches _batches;
    private readonly AlignedAutoencoders _autoencoders;
    private readonly Tensor _samples; // [B, D]
    private readonly Tensor _featureNoise, _descriptorNoise; // [B, L] float32
    private readonly EpochSteps _epochs = new();

    /// <summary>Creates all networks, untrained.</summary>
    /// <param name="problem">
    /// the seen training samples and the descriptors; it must outlive this generator, which does not dispose it
    /// </param>
    /// <param name="options">the sizes of the networks, the training settings and the weights of the losses</param>
    /// <param name="seed">the seed of all random numbers in training</param>
    /// <param name="precision">the number type of matrix products, default the fastest that suits the device</param>
    public CadaVaeGenerator(GzslProblem problem, CadaVaeOptions options, int seed, Precision precision = Precision.Auto)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _device = problem.Descriptors.device;
        _random = Seeds.Stream(seed, "cada-vae", _device);
        var productType = precision.ProductType(_device);
        _operations = FusedOperations.For(_device, productType);
        _batches = new SeenBatches(problem, options.BatchSize, productType, _random, _operations);
        _autoencoders = new AlignedAutoencoders(problem.FeatureWidth, problem.Descriptors.size(1), _batches.Size,
            options, _random, _device, productType, _operations);
        _samples = zeros(_batches.Size, problem.FeatureWidth, dtype: productType, device: _device)
            .DetachFromDisposeScope();
        Tensor Noise() => zeros(_batches.Size, options.Latent, device: _device).DetachFromDisposeScope();
        (_featureNoise, _descriptorNoise) = (Noise(), Noise());
    }

    /// <inheritdoc/>
    public int Epochs => _options.Epochs;

    /// <inheritdoc/>
    public double? LearningRate => _options.LearningRate;

    /// <inheritdoc/>
    public bool GeneratesMapped => true;

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
        state.Sync("autoencoders", _autoencoders);
        state.Sync("random", _random);
        _epochs.SyncState(state);
    }

    /// <inheritdoc/>
    /// <returns>[M, L] float32, latents; the caller disposes it.</returns>
    public Tensor Generate(Tensor descriptors, Generator random)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var (encoder, latent) = (_autoencoders.Descriptors, _options.Latent);
        var statistics = encoder.Layers[1].Apply(encoder.Layers[0].Apply(descriptors)); // [M, 2L]
        var noise = randn(descriptors.size(0), latent, device: _device, generator: random);
        return AlignedAutoencoders.Sample(
            new Gaussian(statistics.narrow(1, 0, latent), statistics.narrow(1, latent, latent)), noise)
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public FeatureMap CreateFeatureMap()
    {
        var (hidden, statistics) = (_autoencoders.Features.Layers[0], _autoencoders.Features.Layers[1]);
        MapLayer Rows(long start) => new(statistics.Weight.Value.narrow(0, start, _options.Latent).clone(),
            statistics.Bias.Value.narrow(0, start, _options.Latent).clone(), Activation.Identity);
        return new FeatureMap(
            [new MapLayer(hidden.Weight.Value.clone(), hidden.Bias.Value.clone(), Activation.Relu, IsKept: false),
                Rows(0)],
            logVariance: Rows(_options.Latent));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _autoencoders.Dispose();
        _batches.Dispose();
        _operations.Dispose();
        _random.Dispose();
        foreach (var tensor in new[] { _samples, _featureNoise, _descriptorNoise })
            tensor.Dispose();
    }

    private double Step()
    {
        using var scope = NewDisposeScope();
        _batches.Draw(_samples);
        var descriptors = _batches.Descriptors.index_select(0, _batches.Labels); // [B, A]
        _featureNoise.normal_(0, 1, _random);
        _descriptorNoise.normal_(0, 1, _random);
        var loss = _autoencoders.Back(
            _samples, descriptors, _featureNoise, _descriptorNoise, LossWeights.At(_options, _epochs.Epoch));
        TrainingDivergedException.ThrowUnlessFinite(
            loss, _epochs.At("the autoencoders' loss"));
        _autoencoders.Update();
        return loss;
    }
}
