using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Networks;

/// <summary>
/// A network with one hidden layer, in -> hidden -> LeakyReLU(0.2) -> out. The centre network and the map of the
/// prototype learner are such networks.
/// </summary>
internal sealed class Perceptron : nn.Module<Tensor, Tensor>
{
    /// <summary>The slope of the LeakyReLU below 0.</summary>
    public const double NegativeSlope = TensorOperations.NegativeSlope;

    [SuppressMessage("Style", "IDE1006", Justification = "TorchSharp names parameters after the fields.")]
    private readonly Parameter hiddenWeight, hiddenBias, outputWeight, outputBias;

    /// <summary>Draws the weights.</summary>
    /// <param name="inputs">the width of the input</param>
    /// <param name="hidden">the width of the hidden layer</param>
    /// <param name="outputs">the width of the output</param>
    /// <param name="random">the random number generator for the weights</param>
    /// <param name="device">the device of the weights</param>
    public Perceptron(long inputs, long hidden, long outputs, Generator random, Device device)
        : base(nameof(Perceptron))
    {
        hiddenWeight = GaussianInit.Weight(hidden, inputs, random, device);
        hiddenBias = GaussianInit.Bias(hidden, device);
        outputWeight = GaussianInit.Weight(outputs, hidden, random, device);
        outputBias = GaussianInit.Bias(outputs, device);
        RegisterComponents();
    }

    /// <summary>The weights of the hidden layer; [hidden, in].</summary>
    public Tensor HiddenWeight => hiddenWeight;

    /// <summary>The bias of the hidden layer; [hidden].</summary>
    public Tensor HiddenBias => hiddenBias;

    /// <summary>The weights of the output layer; [out, hidden].</summary>
    public Tensor OutputWeight => outputWeight;

    /// <summary>The bias of the output layer; [out].</summary>
    public Tensor OutputBias => outputBias;

    /// <summary>Computes the output; [B, in] -> [B, out].</summary>
    public override Tensor forward(Tensor input)
    {
        using var hidden = HiddenLayer(input);
        return nn.functional.linear(hidden, outputWeight, outputBias);
    }

    private Tensor HiddenLayer(Tensor input)
    {
        using var activation = nn.functional.linear(input, hiddenWeight, hiddenBias);
        return activation.LeakyRelu(NegativeSlope); // [B, hidden]
    }
}
