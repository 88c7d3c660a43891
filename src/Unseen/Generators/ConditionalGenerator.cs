using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unseen.Generators;

/// <summary>
/// G(z, a): [z; a] -> hidden -> LeakyReLU(0.2) -> D -> ReLU. The first layer is kept as two matrices, since its part for the descriptor
/// depends on the class alone and is computed once a class, not once a sample.
/// </summary>
internal sealed class ConditionalGenerator : nn.Module
{
    [SuppressMessage("Style", "IDE1006", Justification = "TorchSharp names parameters after the fields.")]
    private readonly Parameter noiseWeight, descriptorWeight, hiddenBias, outputWeight, outputBias;

    /// <summary>Draws the weights from N(0, 0.02²).</summary>
    public ConditionalGenerator(long noise, long descriptor, long hidden, long features, Generator random, Device device)
        : base(nameof(ConditionalGenerator))
    {
        noiseWeight = GaussianInit.Weight(hidden, noise, random, device);
        descriptorWeight = GaussianInit.Weight(hidden, descriptor, random, device);
        hiddenBias = GaussianInit.Bias(hidden, device);
        outputWeight = GaussianInit.Weight(features, hidden, random, device);
        outputBias = GaussianInit.Bias(features, device);
        RegisterComponents();
    }

    /// <summary>Width of the noise vector z.</summary>
    public long NoiseWidth => noiseWeight.shape[1];

    /// <summary>Features for one noise vector a row.</summary>
    /// <param name="noise">[B, Z] standard normal</param>
    /// <param name="descriptors">[C, A]</param>
    /// <param name="labels">[B] int64, the row of <paramref name="descriptors"/> that each sample is conditioned on</param>
    /// <returns>[B, D], at least 0</returns>
    public Tensor Forward(Tensor noise, Tensor descriptors, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var byClass = nn.functional.linear(descriptors, descriptorWeight, hiddenBias); // [C, hidden]
        var activation = nn.functional.linear(noise, noiseWeight) + byClass.index_select(0, labels); // [B, hidden]
        var hidden = nn.functional.leaky_relu(activation, Perceptron.NegativeSlope);
        return nn.functional.linear(hidden, outputWeight, outputBias).relu().MoveToOuterDisposeScope(); // [B, D]
    }
}
