using Unseen.Checkpoints;
using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Sdgzsl;

/// <summary>
/// SDGZSL: a conditional VAE generates features, and a second autoencoder splits real and reconstructed features into
/// two parts. A relation network makes the semantic part agree with the descriptor. A penalty on the total correlation
/// keeps the two parts independent of each other. The classifier works on the semantic part. All random numbers in
/// training come from the seed. Not thread-safe.
/// </summary>
/// <remarks>
/// Chen et al., "Semantics Disentangling for Generalized Zero-Shot Learning", ICCV 2021. Deviations: as in this
/// library's CVAE, the VAE has one hidden layer in each network, a latent of the descriptor's width and a ReLU at the
/// output; the authors' program has three layers with dropout and batch normalisation, and a latent of width 20. There
/// is no dropout in the second autoencoder. The relation network has a LeakyReLU instead of a ReLU. The discriminator's
/// loss has no weight, because the steps of Adam do not depend on such a factor.
/// </remarks>
public sealed class SdgzslGenerator : IFeatureGenerator, IResumableGenerator
{
    private readonly SdgzslOptions _options;
    private readonly Generator _random;
    private readonly FusedOperations _operations;
    private readonly SeenBatches _batches;
    private readonly ConditionalAutoencoder _autoencoder;
    private readonly Disentangler _disentangler;
    private readonly Tensor _samples, _samplesGradient; // [2B, D]: reconstructed, then real
    private readonly Tensor _gradient; // [B, D]
    private int _correlated; // steps with the total correlation that remain until the next step of the discriminator
    private readonly EpochSteps _epochs = new();

    /// <summary>Creates all networks, untrained.</summary>
    /// <param name="problem">
    /// the seen training samples and the descriptors; it must outlive this generator, which does not dispose it
    /// </param>
    /// <param name="options">the sizes of the networks, the training settings and the weights of the losses</param>
    /// <param name="seed">the seed of all random numbers in training</param>
    /// <param name="precision">the number type of matrix products, default the fastest that suits the device</param>
    public SdgzslGenerator(GzslProblem problem, SdgzslOptions options, int seed, Precision precision = Precision.Auto)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var device = problem.Descriptors.device;
        _random = Seeds.Stream(seed, "sdgzsl", device);
        var productType = precision.ProductType(device);
        _operations = FusedOperations.For(device, productType);
        _batches = new SeenBatches(problem, options.BatchSize, productType, _random, _operations);
        var shape = new GeneratorShape(problem.FeatureWidth, problem.Descriptors.size(1), options.Hidden, _batches.Size,
            _batches.DescriptorRows);
        _autoencoder = new ConditionalAutoencoder(shape, _random, device, productType, _operations,
            new AdamSettings(options.LearningRate, 0.9, 0.999, options.WeightDecay));
        using (var descriptors = problem.Descriptors.to(productType, copy: true))
            _disentangler = new Disentangler(
                shape.Features, descriptors, shape.Batch, options, seed, _operations);
        Tensor Buffer(long rows, long columns) =>
            zeros(rows, columns, dtype: productType, device: device).DetachFromDisposeScope();
        (_samples, _samplesGradient) =
            (Buffer(2 * shape.Batch, shape.Features), Buffer(2 * shape.Batch, shape.Features));
        _gradient = Buffer(shape.Batch, shape.Features);
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
        _autoencoder.SyncState(state);
        state.Sync("disentangler", _disentangler);
        state.Sync("random", _random);
        _epochs.SyncState(state);
        state.Sync("correlated", ref _correlated);
    }

    /// <inheritdoc/>
    public Tensor Generate(Tensor descriptors, Generator random) => _autoencoder.Generate(descriptors, random);

    /// <inheritdoc/>
    public FeatureMap CreateFeatureMap() => _disentangler.CreateFeatureMap();

    /// <inheritdoc/>
    public void Dispose()
    {
        _autoencoder.Dispose();
        _disentangler.Dispose();
        _batches.Dispose();
        _operations.Dispose();
        _random.Dispose();
        foreach (var tensor in new[] { _samples, _samplesGradient, _gradient })
            tensor.Dispose();
    }

    private double Step()
    {
        using var scope = NewDisposeScope();
        var batch = _batches.Size;
        var (reconstructed, real) = (_samples.narrow(0, 0, batch), _samples.narrow(0, batch, batch));
        _batches.Draw(real);
        var divergenceWeight = Math.Min(1, _options.DivergenceWarmUp * _epochs.Epoch);
        var loss = divergenceWeight * _autoencoder.Forward(real, _batches, reconstructed);
        loss += Reconstruction.Back(reconstructed, real, weight: 1, _gradient);

        var isCorrelated = _correlated > 0;
        var correlationWeight =
            isCorrelated ? _options.CorrelationWeight * Math.Min(1, _options.CorrelationWarmUp * _epochs.Epoch) : 0;
        loss += _disentangler.Back(_samples, _batches.Classes, correlationWeight, _samplesGradient);
        if (!isCorrelated)
            TrainingDivergedException.ThrowUnlessFinite(
                _disentangler.LearnToDiscriminate(), _epochs.At("the discriminator's loss"));
        _correlated = isCorrelated ? _correlated - 1 : _options.CorrelationSteps;
        TrainingDivergedException.ThrowUnlessFinite(loss, _epochs.At("the loss"));

        _gradient.PlusInPlace(_samplesGradient.narrow(0, 0, batch));
        _autoencoder.Update(_gradient, real, _batches, reconstructed, divergenceWeight);
        _disentangler.Update();
        return loss;
    }
}
