using Unseen.Checkpoints;
using Unseen.Generators;
using Unseen.Methods.Wgan;
using Unseen.Numerics;
using Unseen.Optimisation;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.FVaeganD2;

/// <summary>
/// f-VAEGAN-D2 for inductive zero-shot learning: a WGAN-GP and a conditional VAE that share a network, which is the
/// generator of the WGAN and the decoder of the VAE. All random numbers come from the seed.
/// </summary>
/// <remarks>
/// Xian et al., "f-VAEGAN-D2: A Feature Generating Framework for Any-Shot Learning", CVPR 2019, equations 1 to 3. The
/// discriminator D2 is left out, because it needs unlabelled images of unseen classes. The reconstruction loss is the
/// squared error, because the generator ends in a ReLU. The paper has a sigmoid and binary cross-entropy.
/// </remarks>
public sealed class FVaeganGenerator : WganGenerator
{
    private readonly FVaeganOptions _options;
    private readonly ConditionalEncoder _encoder;
    private readonly FusedAdam _encoderAdam;
    private readonly Tensor _latents; // [2B, A]: noise, then encoded latents
    private readonly Tensor _samples, _gradient; // [2B, D]: generated, then reconstructed
    private readonly Tensor _latentGradient; // [2B, A]
    private readonly Tensor _labels; // [2B]
    private readonly Tensor _epsilon; // [B, A] float32

    /// <summary>Creates all networks, untrained.</summary>
    /// <param name="problem">
    /// the seen training samples and the descriptors; must outlive this generator, which does not dispose it
    /// </param>
    /// <param name="options">the sizes of the networks, the training settings and the weights of the losses</param>
    /// <param name="seed">the seed of all random numbers in training</param>
    /// <param name="precision">the number type of matrix products, default the fastest that suits the device</param>
    public FVaeganGenerator(GzslProblem problem, FVaeganOptions options, int seed, Precision precision = Precision.Auto)
        : base(problem, options, seed, precision, guide: null, batchesAStep: 2)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _encoder = new ConditionalEncoder(Shape, Random, Device, ProductType, Operations);
        _encoderAdam = new FusedAdam(new AdamSettings(options.LearningRate, 0.5, 0.999), Operations);
        Tensor Buffer(long rows, long columns) =>
            zeros(rows, columns, dtype: ProductType, device: Device).DetachFromDisposeScope();
        _latents = Buffer(2 * Shape.Batch, Shape.Descriptor);
        (_samples, _gradient) = (Buffer(2 * Shape.Batch, Shape.Features), Buffer(2 * Shape.Batch, Shape.Features));
        _latentGradient = Buffer(2 * Shape.Batch, Shape.Descriptor);
        _labels = zeros(2 * Shape.Batch, dtype: ScalarType.Int64, device: Device).DetachFromDisposeScope();
        _epsilon = zeros(Shape.Batch, Shape.Descriptor, device: Device).DetachFromDisposeScope();
    }

    private protected override void GeneratorStep()
    {
        using var scope = NewDisposeScope();
        var (batch, descriptors) = (Shape.Batch, Batches.Descriptors);
        _labels.copy_(cat([Batches.Labels, Batches.Labels]));
        _latents.narrow(0, 0, batch).copy_(DrawNoise());
        _epsilon.normal_(0, 1, Random);
        var divergence = _encoder.Forward(Critic.Real, descriptors, Batches.Labels, _epsilon,
            _latents.narrow(0, batch, batch));
        Generator.Forward(_latents, _labels, _samples);

        Critic.Fake.copy_(_samples.narrow(0, 0, batch));
        _gradient.narrow(0, 0, batch).copy_(Critic.GeneratorGradient(descriptors, Batches.Labels))
            .TimesInPlace(_options.CriticWeight);
        var reconstruction = Reconstruction.Back(
            _samples.narrow(0, batch, batch), Critic.Real, _options.ReconstructionWeight,
                _gradient.narrow(0, batch, batch));
        TrainingDivergedException.ThrowUnlessFinite(reconstruction + divergence, "the autoencoder's loss");

        Generator.Backward(_gradient, _samples, _latents, descriptors, _labels, _latentGradient);
        UpdateGenerator();
        _encoderAdam.LearningRate = CurrentRate;
        _encoder.Update(_latentGradient.narrow(0, batch, batch), Critic.Real, descriptors, Batches.Labels, _epsilon,
            _encoderAdam);
    }

    /// <inheritdoc/>
    private protected override void SyncState(TrainingState state)
    {
        base.SyncState(state);
        state.Sync("encoder", _encoder);
        state.Sync("encoderAdam", _encoderAdam);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _encoder.Dispose();
        foreach (var tensor in new[] { _latents, _samples, _gradient, _latentGradient, _labels, _epsilon })
            tensor.Dispose();
        base.Dispose(disposing);
    }
}
