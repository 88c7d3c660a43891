using Unseen.Checkpoints;
using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Cvae;

/// <summary>
/// The conditional VAE: an encoder [x; a] -> z and a decoder [z; a] -> x, trained on seen classes. The decoder
/// generates the pseudo-features. All random numbers in training come from the seed.
/// </summary>
/// <remarks>
/// Kingma &amp; Welling, "Auto-Encoding Variational Bayes", 2013, with both networks conditioned on the descriptor.
/// The loss is weight · |x̂ - x|² + KL, averaged over the batch. The latent has the width of the descriptor, and the
/// decoder has the architecture of the WGAN's generator. One epoch is ceil(N / batch) steps. Every step draws a new
/// batch from all samples, without replacement within the batch.
/// </remarks>
public sealed class CvaeGenerator : IFeatureGenerator, IResumableGenerator
{
    private readonly CvaeOptions _options;
    private readonly Generator _random;
    private readonly FusedOperations _operations;
    private readonly SeenBatches _batches;
    private readonly ConditionalAutoencoder _autoencoder;
    private readonly Tensor _samples, _reconstructed, _gradient; // [B, D]
    private readonly EpochSteps _epochs = new();

    /// <summary>Creates both networks, untrained.</summary>
    /// <param name="problem">
    /// the seen training samples and the descriptors; it must outlive this generator, which does not dispose it
    /// </param>
    /// <param name="options">the sizes of the networks and the training settings</param>
    /// <param name="seed">the seed of all random numbers in training</param>
    /// <param name="precision">the number type of matrix products, default the fastest that suits the device</param>
    public CvaeGenerator(GzslProblem problem, CvaeOptions options, int seed, Precision precision = Precision.Auto)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var device = problem.Descriptors.device;
        _random = Seeds.Stream(seed, "cvae", device);
        var productType = precision.ProductType(device);
        _operations = FusedOperations.For(device, productType);
        _batches = new SeenBatches(problem, options.BatchSize, productType, _random, _operations);
        var shape = new GeneratorShape(problem.FeatureWidth, problem.Descriptors.size(1), options.Hidden, _batches.Size,
            _batches.DescriptorRows);
        _autoencoder = new ConditionalAutoencoder(shape, _random, device, productType, _operations,
            new AdamSettings(options.LearningRate, 0.9, 0.999));
        Tensor Buffer() =>
            zeros(shape.Batch, shape.Features, dtype: productType, device: device).DetachFromDisposeScope();
        (_samples, _reconstructed, _gradient) = (Buffer(), Buffer(), Buffer());
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
        state.Sync("random", _random);
        _epochs.SyncState(state);
    }

    /// <inheritdoc/>
    public Tensor Generate(Tensor descriptors, Generator random) => _autoencoder.Generate(descriptors, random);

    /// <inheritdoc/>
    public void Dispose()
    {
        _autoencoder.Dispose();
        _batches.Dispose();
        _operations.Dispose();
        _random.Dispose();
        foreach (var tensor in new[] { _samples, _reconstructed, _gradient })
            tensor.Dispose();
    }

    private double Step()
    {
        using var scope = NewDisposeScope();
        _batches.Draw(_samples);
        var loss = _autoencoder.Forward(_samples, _batches, _reconstructed)
            + Reconstruction.Back(_reconstructed, _samples, _options.ReconstructionWeight, _gradient);
        TrainingDivergedException.ThrowUnlessFinite(loss, _epochs.At("the autoencoder's loss"));
        _autoencoder.Update(_gradient, _samples, _batches, _reconstructed);
        return loss;
    }
}
