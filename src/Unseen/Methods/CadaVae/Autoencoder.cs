using Unseen.Checkpoints;
using Unseen.Inference;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Methods.CadaVae;

/// <summary>
/// A variational autoencoder of one kind of input: x -> H -> ReLU -> mean and log variance of a latent, and z -> H' ->
/// ReLU -> x. Passes come in the order of the methods; tensors belong to the caller's dispose scope.
/// </summary>
internal sealed class Autoencoder : IResumable, IDisposable
{
    private const double InitialGain = 0.5; // the authors'

    private readonly DenseLayer _encoder, _statistics, _decoder, _output;
    private readonly long _latent;
    private readonly Tensor _latentGradient; // [2B, L]

    /// <summary>Draws the weights, uniformly as the authors' program does.</summary>
    /// <param name="inputs">width D of the input</param>
    /// <param name="latent">width L of the latent</param>
    /// <param name="encoderHidden">width of the encoder's hidden layer</param>
    /// <param name="decoderHidden">width of the decoder's hidden layer</param>
    /// <param name="batch">samples B of a step, of which two sorts are decoded</param>
    /// <param name="random">generator for the initial weights</param>
    /// <param name="device">device of the weights</param>
    /// <param name="productType">type of the products</param>
    /// <param name="operations">for that device and type; borrowed</param>
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

    /// <summary>Its layers: the encoder's hidden one, mean and log variance, the decoder's hidden one, the
    /// output.</summary>
    public IReadOnlyList<DenseLayer> Layers => [_encoder, _statistics, _decoder, _output];

    /// <summary>What the decoder's gradient goes to before <see cref="DecodeBack"/>; [M, D] of the product
    /// type.</summary>
    public Tensor Gradient => _output.Gradient;

    /// <summary>The latent's distribution for each input.</summary>
    /// <param name="input">[B, D] of the product type</param>
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
    /// <param name="latents">as given to <see cref="Decode"/></param>
    /// <returns>[M, L] of the product type, the gradient with respect to the latents</returns>
    public Tensor DecodeBack(Tensor latents)
    {
        var gradient = _latentGradient.narrow(0, 0, latents.size(0));
        _output.Backward(_decoder.Output, _decoder.Gradient);
        _decoder.Backward(latents, gradient);
        return gradient;
    }

    /// <summary>Passes a gradient back through the encoder.</summary>
    /// <param name="gradient">with respect to what <see cref="Encode"/> gave</param>
    /// <param name="input">as given to it</param>
    public void EncodeBack(Gaussian gradient, Tensor input)
    {
        using var scope = NewDisposeScope();
        _statistics.Gradient.copy_(cat([gradient.Means, gradient.LogVariances], 1));
        _statistics.Backward(_encoder.Output, _encoder.Gradient);
        _encoder.Backward(input);
    }

    /// <summary>Makes the optimiser's present step.</summary>
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
