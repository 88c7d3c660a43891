using Unseen.Checkpoints;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Methods.CadaVae;

/// <summary>An autoencoder for features, another for descriptors, and the losses that align their latent
/// spaces.</summary>
/// <remarks>Schönfeld et al., CVPR 2019, equations 2 to 7.</remarks>
internal sealed class AlignedAutoencoders : IResumable, IDisposable
{
    private readonly FusedAdam _adam;

    /// <summary>Draws the weights.</summary>
    /// <param name="features">the feature width D</param>
    /// <param name="descriptor">the descriptor width A</param>
    /// <param name="batch">the number of samples B in a step</param>
    /// <param name="options">the widths and the learning rate</param>
    /// <param name="random">the random number generator for the weights</param>
    /// <param name="device">the device of the weights</param>
    /// <param name="productType">the type of matrix products</param>
    /// <param name="operations">the operations for that device and type; not disposed</param>
    public AlignedAutoencoders(long features, long descriptor, long batch, CadaVaeOptions options, Generator random,
        Device device, ScalarType productType, FusedOperations operations)
    {
        Autoencoder Create(long inputs, int encoderHidden, int decoderHidden) => new(
            inputs, options.Latent, encoderHidden, decoderHidden, batch, random, device, productType, operations);
        Features = Create(features, options.FeatureEncoderHidden, options.FeatureDecoderHidden);
        Descriptors = Create(descriptor, options.DescriptorEncoderHidden, options.DescriptorDecoderHidden);
        _adam = new FusedAdam(new AdamSettings(options.LearningRate, 0.9, 0.999), operations);
    }

    /// <summary>The autoencoder of features.</summary>
    public Autoencoder Features { get; }

    /// <summary>The autoencoder of descriptors.</summary>
    public Autoencoder Descriptors { get; }

    /// <summary>Computes the sum of the losses on a batch, and its gradient with respect to all parameters.</summary>
    /// <param name="x">[B, D] of the product type, features</param>
    /// <param name="a">[B, A] of the product type, the descriptor of each sample's class</param>
    /// <param name="featureNoise">[B, L] of the master type, standard normal</param>
    /// <param name="descriptorNoise">[B, L] of the master type, standard normal</param>
    /// <param name="weights">the weights of the losses</param>
    /// <returns>the loss</returns>
    public double Back(Tensor x, Tensor a, Tensor featureNoise, Tensor descriptorNoise, LossWeights weights)
    {
        using var scope = NewDisposeScope();
        var (ofX, ofA) = (Features.Encode(x), Descriptors.Encode(a));
        var (zx, za) = (Sample(ofX, featureNoise).to(x.dtype), Sample(ofA, descriptorNoise).to(x.dtype)); // [B, L]
        var (lossX, ownX, crossX) = Decode(Features, x, zx, za, weights.Cross);
        var (lossA, ownA, crossA) = Decode(Descriptors, a, za, zx, weights.Cross);
        // the gradients with respect to zx and za
        var (backX, backA) = (ownX.to(featureNoise.dtype), ownA.to(featureNoise.dtype));
        if (crossX is not null)
            (backX, backA) = (backX.Plus(crossA!), backA.Plus(crossX));

        var (divergenceX, meanX, varianceX) = GaussianDivergence.Back(ofX.Means, ofX.LogVariances, weights.Divergence);
        var (divergenceA, meanA, varianceA) = GaussianDivergence.Back(ofA.Means, ofA.LogVariances, weights.Divergence);
        var (distance, alignX, alignA) = WassersteinAlignment.Back(ofX, ofA, weights.Alignment);
        Gaussian Total(Tensor back, Tensor noise, Gaussian at, Tensor mean, Tensor variance, Gaussian align) => new(
            back.Plus(mean).Plus(align.Means),
            (back * noise * at.LogVariances.Times(0.5).exp()).Times(0.5).Plus(variance).Plus(align.LogVariances));
        Features.EncodeBack(Total(backX, featureNoise, ofX, meanX, varianceX, alignX), x);
        Descriptors.EncodeBack(Total(backA, descriptorNoise, ofA, meanA, varianceA, alignA), a);
        return lossX + lossA + divergenceX + divergenceA + distance;
    }

    /// <summary>Updates all parameters by the gradient of <see cref="Back"/>.</summary>
    public void Update()
    {
        _adam.NextStep();
        Features.Update(_adam);
        Descriptors.Update(_adam);
    }

    /// <summary>Draws one sample from each distribution.</summary>
    /// <param name="distribution">means and log variances, [B, L] each</param>
    /// <param name="noise">[B, L], standard normal</param>
    /// <returns>[B, L], in the caller's dispose scope</returns>
    public static Tensor Sample(Gaussian distribution, Tensor noise) =>
        distribution.Means.Plus(distribution.LogVariances.Times(0.5).exp() * noise);

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("features", Features);
        state.Sync("descriptors", Descriptors);
        state.Sync("adam", _adam);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Features.Dispose();
        Descriptors.Dispose();
    }

    /// <summary>Decodes the latents of an autoencoder's own inputs and, if the weight is greater than 0, also the
    /// latents of the other autoencoder's inputs. Returns the loss and the gradients with respect to both kinds of
    /// latents; the second gradient is null if the weight is 0.</summary>
    private static (double Loss, Tensor Own, Tensor? Cross) Decode(
        Autoencoder autoencoder, Tensor truth, Tensor own, Tensor other, double crossWeight)
    {
        var batch = truth.size(0);
        var latents = crossWeight > 0 ? cat([own, other]) : own;
        var decoded = autoencoder.Decode(latents);
        var gradient = autoencoder.Gradient;
        var loss = AbsoluteError.Back(decoded.narrow(0, 0, batch), truth, 1, gradient.narrow(0, 0, batch));
        if (crossWeight > 0)
            loss += AbsoluteError.Back(
                decoded.narrow(0, batch, batch), truth, crossWeight, gradient.narrow(0, batch, batch));
        var back = autoencoder.DecodeBack(latents);
        return (loss, back.narrow(0, 0, batch), crossWeight > 0 ? back.narrow(0, batch, batch) : null);
    }
}
