using Unseen.Generators;
using Unseen.Inference;
using Unseen.Methods.FVaeganD2;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.TfVaegan;

/// <summary>
/// The semantic decoder of TF-VAEGAN. The descriptor that the decoder predicts is normalised to unit length. The
/// decoder's hidden layer is fed back to the generator, and is a part of the classifier's input.
/// </summary>
internal sealed class SemanticDecoder : DescriptorReader
{
    private const double MinNorm = 1e-12;

    private readonly double _weight;

    /// <summary>Creates the decoder, untrained.</summary>
    /// <param name="features">the feature width D</param>
    /// <param name="descriptors">[C, A] of the type in which weights are updated (float32, or float64 if
    /// <paramref name="productType"/> is float64); copied</param>
    /// <param name="batch">the number of samples B in a step; <see cref="GetHidden"/> accepts up to 2B</param>
    /// <param name="options">the widths, weights and learning rates</param>
    /// <param name="seed">the seed of the weights</param>
    /// <param name="productType">the type of matrix products</param>
    public static SemanticDecoder Create(
        long features, Tensor descriptors, long batch, TfVaeganOptions options, int seed, ScalarType productType)
    {
        using var random = Seeds.Stream(seed, "semantic decoder", descriptors.device);
        return new SemanticDecoder(features, descriptors, batch, options, random, productType);
    }

    private SemanticDecoder(
        long features, Tensor descriptors, long batch, TfVaeganOptions options, Generator random,
        ScalarType productType)
        : base(features, descriptors, descriptors.size(1), batch, 2 * batch, options, random, productType) =>
        _weight = options.CycleWeight;

    /// <summary>Computes the hidden layer, which is fed back to the generator.</summary>
    /// <param name="samples">[M, D] of the product type, M at most 2B</param>
    /// <returns>[M, H], valid until the decoder is used again</returns>
    public Tensor GetHidden(Tensor samples) => Hidden.Forward(samples);

    /// <summary>Computes the hidden layer for any number of samples, from the master weights.</summary>
    /// <param name="samples">[M, D] float32</param>
    /// <returns>[M, H]; the caller disposes it.</returns>
    public Tensor ApplyHidden(Tensor samples) => Hidden.Apply(samples);

    public override FeatureMap CreateFeatureMap() => new(
        [new MapLayer(Hidden.Weight.Value.clone(), Hidden.Bias.Value.clone(), Activation.LeakyRelu)],
        keepsFeatures: true);

    protected override void Read(Tensor samples, Tensor classes)
    {
        var master = Descriptors.dtype;
        var predicted = Output.Forward(Hidden.Forward(samples)).to(master); // [B, A]
        var lengths = predicted.norm(1, keepdim: true, p: 2f).AtLeastInPlace(MinNorm); // [B, 1]
        var units = predicted / lengths;
        var (loss, back) = SemanticDeviation.Back(units, Descriptors.index_select(0, classes), _weight);
        TrainingDivergedException.ThrowUnlessFinite(loss, "the semantic decoder's loss");
        Output.Gradient.copy_((back - (units * (back * units).sum(dim: 1, keepdim: true))) / lengths);
    }
}
