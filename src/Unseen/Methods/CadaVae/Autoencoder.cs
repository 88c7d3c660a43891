using Unseen.Checkpoints;
using Unseen.Inference;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Methods.CadaVae;

/// <summary>
/// A variational autoencoder for features or for descriptors. The encoder is x -> H -> ReLU -> mean and log variance of
/// a latent, and the decoder z -> H' -> ReLU -> x. In a training step, call <see cref="Encode"/>,
/// <see cref="Decode"/>, <see cref="DecodeBack"/>, <see cref="EncodeBack"/> and <see cref="Update"/> in this order.
/// Returned tensors belong to the caller's dispose scope.
/// </summary>
internal sealed class Autoencoder : IResumable, IDisposable
{
    private const double InitialGain = 0.5; // as in the authors' program

    private readonly DenseLayer _encoder, _statistics, _decoder, _output;
    private readonly long _latent;
    private readonly Tensor _latentGradient; // [2B, L]

    /// <summary>Draws the weights from a uniform distribution, as the authors' program does.</summary>
    /// <param name="inputs">the width D of the input</param>
    /// <param name="latent">the width L of the latent</param>
    /// <param name="encoderHidden">the width of the encoder's hidden layer</param>
    /// <param name="decoderHidden">the width of the decoder's hidden layer</param>
    /// <param name="batch">the number of samples B in a step; up to 2B latents can be decoded at a time</param>
    /// <param name="random">the random number generator for the weights</param>
    /// <param name="device">the device of the weights</param>
    /// <param name="productType">the type of matrix products</param>
    /// <param name="operations">the operations for that device and type; not disposed</param>
    public Autoencoder(long inputs, long latent, long encoderHidden, long decoderHidden, long batch, Generator random,
        Device device, ScalarType productType, FusedOperations operations)
    {
        DenseLayer Layer(long from, long to, Activation activation, long rows) =>
            new(from, to, activation, rows, random, device, productType, operations);
        _latent = latent;
        _encoder = Layer(inputs, encoderHidden, Activation.Relu, batch);
        _statistics = Layer(encoderHidden, 2 * latent, Activation.Identity, batch);
        _decoder = Layer(latent, decoderHidden, Activation.Relu, 2 * batch);
        _output = Layer(decoderHidden, inputs, Activation.Identity, 2 * batch);
        foreach (var layer in Layers)
            layer.DrawUniform(InitialGain, random);
        _latentGradient = zeros(2 * batch, latent, dtype: productType, device: device).DetachFromDisposeScope();
    }

    /// <summary>The layers: the encoder's hidden layer, the layer of means and log variances, the decoder's hidden
    /// layer, and the decoder's output.</summary>
    public IReadOnlyList<DenseLayer> Layers => [_encoder, _statistics, _decoder, _output];

    /// <summary>The buffer for the gradient with respect to the decoder's output. The caller fills it between
    /// <see cref="Decode"/> and <see cref="DecodeBack"/>. [M, D] of the product type.</summary>
    public Tensor Gradient => _output.Gradient;

    /// <summary>Computes the distribution of the latent for each input.</summary>
    /// <param name="input">[B, D] of the product type</param>
    /// <returns>means and log variances, [B, L] each</returns>
    public Gaussian Encode(Tensor input)
    {
        var statistics = _statistics.Forward(_encoder.Forward(input)).to(_statistics.Bias.Value.dtype); // [B, 2L]
        return new Gaussian(statistics.narrow(1, 0, _latent), statistics.narrow(1, _latent, _latent));
    }

    /// <summary>Decodes latents.</summary>
    /// <param name="latents">[M, L] of the product type</param>
    /// <returns>[M, D]</returns>
    public Tensor Decode(Tensor latents) => _output.Forward(_decoder.Forward(latents));

    /// <summary>Passes <see cref="Gradient"/> back through the decoder.</summary>
    /// <param name="latents">the same as in <see cref="Decode"/></param>
    /// <returns>[M, L] of the product type, the gradient with respect to the latents</returns>
    public Tensor DecodeBack(Tensor latents)
    {
        var gradient = _latentGradient.narrow(0, 0, latents.size(0));
        _output.Backward(_decoder.Output, _decoder.Gradient);
        _decoder.Backward(latents, gradient);
        return gradient;
    }

    /// <summary>Passes a gradient back through the encoder.</summary>
    /// <param name="gradient">the gradient with respect to the result of <see cref="Encode"/></param>
    /// <param name="input">the same as in <see cref="Encode"/></param>
    public void EncodeBack(Gaussian gradient, Tensor input)
    {
        using var scope = NewDisposeScope();
        _statistics.Gradient.copy_(cat([gradient.Means, gradient.LogVariances], 1));
        _statistics.Backward(_encoder.Output, _encoder.Gradient);
        _encoder.Backward(input);
    }

    /// <summary>Updates all layers as part of the optimiser's current step.</summary>
    /// <param name="adam">the optimiser, after <see cref="FusedAdam.NextStep"/></param>
    public void Update(FusedAdam adam)
    {
        foreach (var layer in Layers)
            layer.Update(adam);
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        foreach (var (place, layer) in Layers.Index())
            state.Sync($"{place}", layer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in Layers)
            layer.Dispose();
        _latentGradient.Dispose();
    }
}
