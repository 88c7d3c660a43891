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
/// generator of the WGAN and the decoder of the VAE. All random numbers in training come from the seed. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// Xian et al., "f-VAEGAN-D2: A Feature Generating Framework for Any-Shot Learning", CVPR 2019, equations 1 to 3. The
/// discriminator D2 is left out, because it needs unlabelled images of unseen classes. The reconstruction loss is the
/// squared error, because the generator ends in a ReLU. The paper has a sigmoid and binary cross-entropy.
/// </remarks>
public class FVaeganGenerator : WganGenerator
{
    private readonly FVaeganOptions _options;
    private readonly bool _encodesNoise; // all fake samples are reconstructions, and none is generated from noise
    private readonly ConditionalEncoder _encoder;
    private readonly FusedAdam _encoderAdam;
    private readonly Tensor _latents; // [2B, A]: noise, then encoded latents
    private readonly Tensor _samples, _gradient; // [2B, D]: generated, then reconstructed
    private readonly Tensor _latentGradient; // [2B, A]
    private readonly Tensor _labels; // [2B]
    private readonly Tensor _epsilon; // [B, A] float32

    /// <summary>Creates all networks, untrained.</summary>
    /// <param name="problem">
    /// the seen training samples and the descriptors; it must outlive this generator, which does not dispose it
    /// </param>
    /// <param name="options">the sizes of the networks, the training settings and the weights of the losses</param>
    /// <param name="seed">the seed of all random numbers in training</param>
    /// <param name="precision">the number type of matrix products, default the fastest that suits the device</param>
    public FVaeganGenerator(GzslProblem problem, FVaeganOptions options, int seed, Precision precision = Precision.Auto)
        : this(problem, options, seed, precision, auxiliary: null)
    {
    }

    internal FVaeganGenerator(
        GzslProblem problem, FVaeganOptions options, int seed, Precision precision, AuxiliaryLoss? auxiliary)
        : base(problem, options, seed, precision, auxiliary, batchesPerStep: 2)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _encodesNoise = options is GuidedVaeganOptions { EncodedNoise: true };
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

    /// <inheritdoc/>
    private protected override void MakeFake()
    {
        if (_encodesNoise)
            Generator.Forward(Encode().Latents, Batches.Labels, Critic.Fake);
        else
            base.MakeFake();
        Refine(Critic.Fake);
    }

    /// <summary>Replaces the samples of the generator's latest pass by refined samples. Does nothing by
    /// default.</summary>
    /// <param name="samples">[M, D] of the product type, replaced</param>
    private protected virtual void Refine(Tensor samples)
    {
    }

    /// <summary>The buffer that receives the gradient with respect to the tensor that <see cref="Refine"/> added to the
    /// generator's hidden layer; null (default) if it added nothing.</summary>
    private protected virtual Tensor? AdditionGradient => null;

    /// <summary>Updates the network that <see cref="Refine"/> uses by the gradient in
    /// <see cref="AdditionGradient"/>. Does nothing by default.</summary>
    private protected virtual void UpdateRefinement()
    {
    }

    private protected override void GeneratorStep()
    {
        using var scope = NewDisposeScope();
        var (batch, descriptors) = (Shape.Batch, Batches.Descriptors);
        var (start, rows) = _encodesNoise ? (batch, batch) : (0, 2 * batch);
        Tensor Rows(Tensor buffer) => buffer.narrow(0, start, rows);
        var (latents, samples, gradient) = (Rows(_latents), Rows(_samples), Rows(_gradient));
        var labels = Rows(_labels.copy_(cat([Batches.Labels, Batches.Labels])));
        if (!_encodesNoise)
            _latents.narrow(0, 0, batch).copy_(DrawNoise());
        var (_, divergence) = Encode();
        Generator.Forward(latents, labels, samples);
        Refine(samples);

        // The critic judges the first B rows, and the last B rows are compared with the real samples. If the noise is
        // encoded, these are the same B rows.
        var (judged, reconstructed) = (gradient.narrow(0, 0, batch), gradient.narrow(0, rows - batch, batch));
        Critic.Fake.copy_(samples.narrow(0, 0, batch));
        gradient.zero_();
        var reconstruction = Reconstruction.Back(
            samples.narrow(0, rows - batch, batch), Critic.Real, _options.ReconstructionWeight, reconstructed);
        judged.PlusScaledInPlace(Critic.GeneratorGradient(descriptors, Batches.Labels), _options.CriticWeight);
        Auxiliary?.AddGradient(Critic.Fake, Critic.Real, Batches.Classes, judged);
        TrainingDivergedException.ThrowUnlessFinite(reconstruction + divergence, "the autoencoder's loss");

        Generator.Backward(
            gradient, samples, latents, descriptors, labels, Rows(_latentGradient), AdditionGradient);
        UpdateGenerator();
        UpdateRefinement();
        _encoderAdam.LearningRate = CurrentRate;
        _encoder.Update(_latentGradient.narrow(0, batch, batch), Critic.Real, descriptors, Batches.Labels, _epsilon,
            _encoderAdam);
    }

    /// <summary>Encodes the real samples. Returns their latents, and the mean divergence.</summary>
    private (Tensor Latents, double Divergence) Encode()
    {
        _epsilon.normal_(0, 1, Random);
        var latents = _latents.narrow(0, Shape.Batch, Shape.Batch);
        return (latents,
            _encoder.Forward(Critic.Real, Batches.Descriptors, Batches.Labels, _epsilon, latents));
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
