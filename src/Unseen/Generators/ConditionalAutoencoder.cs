using Unseen.Checkpoints;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Generators;

/// <summary>A conditional VAE: an encoder [x; a] -> z, a decoder [z; a] -> x, and their optimisers.</summary>
/// <remarks>Kingma &amp; Welling, "Auto-Encoding Variational Bayes", 2013. The latent vector has the same
/// width A as the descriptor.</remarks>
internal sealed class ConditionalAutoencoder : IResumable, IDisposable
{
    private readonly Device _device;
    private readonly Generator _random;
    private readonly ConditionalEncoder _encoder;
    private readonly ConditionalGenerator _decoder;
    private readonly FusedAdam _encoderAdam, _decoderAdam;
    private readonly Tensor _latents, _latentGradient; // [B, A]
    private readonly Tensor _epsilon; // [B, A] float32

    /// <summary>Creates both networks, untrained.</summary>
    /// <param name="shape">the sizes of the networks and of a batch</param>
    /// <param name="random">the random number generator for the weights and for training; not disposed</param>
    /// <param name="device">the device of the tensors</param>
    /// <param name="productType">the type of matrix products</param>
    /// <param name="operations">the operations for that device and type; not disposed</param>
    /// <param name="settings">the settings of both optimisers</param>
    public ConditionalAutoencoder(GeneratorShape shape, Generator random, Device device, ScalarType productType,
        FusedOperations operations, AdamSettings settings)
    {
        (_device, _random) = (device, random);
        _encoder = new ConditionalEncoder(shape, random, device, productType, operations);
        _decoder = new ConditionalGenerator(shape, random, device, productType, operations);
        (_encoderAdam, _decoderAdam) = (new FusedAdam(settings, operations), new FusedAdam(settings, operations));
        Tensor NewLatents(ScalarType type) =>
            zeros(shape.Batch, shape.Descriptor, dtype: type, device: device).DetachFromDisposeScope();
        (_latents, _latentGradient, _epsilon) =
            (NewLatents(productType), NewLatents(productType), NewLatents(ScalarType.Float32));
    }

    /// <summary>Encodes a batch, samples its latents, and reconstructs it.</summary>
    /// <param name="samples">[B, D]</param>
    /// <param name="batches">the descriptors and labels of the batch</param>
    /// <param name="reconstructed">[B, D]; receives the reconstruction</param>
    /// <returns>the Kullback-Leibler divergence of the latents from the prior, averaged over the batch</returns>
    public double Forward(Tensor samples, SeenBatches batches, Tensor reconstructed)
    {
        _epsilon.normal_(0, 1, _random);
        var divergence = _encoder.Forward(samples, batches.Descriptors, batches.Labels, _epsilon, _latents);
        _decoder.Condition(batches.Descriptors);
        _decoder.Forward(_latents, batches.Labels, reconstructed);
        return divergence;
    }

    /// <summary>Updates both networks by the gradient of the loss.</summary>
    /// <param name="gradient">[B, D]; the gradient with respect to the reconstruction; overwritten</param>
    /// <param name="samples">[B, D]; as in <see cref="Forward"/></param>
    /// <param name="batches">as in <see cref="Forward"/></param>
    /// <param name="reconstructed">[B, D]; the reconstruction that <see cref="Forward"/> computed</param>
    /// <param name="divergenceWeight">the weight of the divergence in the loss, at least 0, default 1</param>
    public void Update(
        Tensor gradient, Tensor samples, SeenBatches batches, Tensor reconstructed, double divergenceWeight = 1)
    {
        var (descriptors, labels) = (batches.Descriptors, batches.Labels);
        _decoder.Backward(gradient, reconstructed, _latents, descriptors, labels, _latentGradient);
        _decoder.Update(_decoderAdam);
        _encoder.Update(_latentGradient, samples, descriptors, labels, _epsilon, _encoderAdam, divergenceWeight);
    }

    /// <summary>Decodes latents that are drawn from the prior.</summary>
    /// <param name="descriptors">[N, A]; one sample is generated for each row</param>
    /// <param name="random">the random number generator for the latents</param>
    /// <returns>[N, D]; the caller disposes it.</returns>
    public Tensor Generate(Tensor descriptors, Generator random)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        using var inference = no_grad();
        using var noise = randn(descriptors.shape, device: _device, generator: random);
        return _decoder.Generate(noise, descriptors);
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("encoder", _encoder);
        state.Sync("decoder", _decoder);
        state.Sync("encoderAdam", _encoderAdam);
        state.Sync("decoderAdam", _decoderAdam);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
        foreach (var tensor in new[] { _latents, _latentGradient, _epsilon })
            tensor.Dispose();
    }
}
