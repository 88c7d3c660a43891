using Unseen.Checkpoints;
using Unseen.Inference;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Methods.TfVaegan;

/// <summary>The feedback network: it maps the hidden layer of the semantic decoder to a tensor that is added to the
/// hidden layer of the generator. It has two layers, H -> H -> H, each with a LeakyReLU(0.2).</summary>
internal sealed class FeedbackNetwork : IResumable, IDisposable
{
    private readonly DenseLayer _first, _second;
    private readonly FusedAdam _adam;
    private readonly Tensor _input; // [B, H]: a copy of the decoder's hidden layer, which the decoder overwrites
    private long _rows; // number of rows in the latest pass

    /// <summary>Draws the weights.</summary>
    /// <param name="hidden">the width H of the layers</param>
    /// <param name="batch">the maximum number of rows B in a pass</param>
    /// <param name="learningRate">Adam's learning rate</param>
    /// <param name="random">the random number generator for the weights</param>
    /// <param name="device">the device of the weights</param>
    /// <param name="productType">the type of matrix products</param>
    /// <param name="operations">the operations for that device and type; not disposed</param>
    public FeedbackNetwork(long hidden, long batch, double learningRate, Generator random, Device device,
        ScalarType productType, FusedOperations operations)
    {
        DenseLayer Layer() =>
            new(hidden, hidden, Activation.LeakyRelu, batch, random, device, productType, operations);
        (_first, _second) = (Layer(), Layer());
        _input = zeros(batch, hidden, dtype: productType, device: device).DetachFromDisposeScope();
        _adam = new FusedAdam(new AdamSettings(learningRate, 0.5, 0.999), operations);
    }

    /// <summary>Both layers, in order.</summary>
    public IReadOnlyList<DenseLayer> Layers => [_first, _second];

    /// <summary>The buffer for the gradient with respect to the output of the latest pass, which the caller fills;
    /// [M, H].</summary>
    public Tensor Gradient => _second.Gradient;

    /// <summary>Computes the tensor that is added to the generator's hidden layer.</summary>
    /// <param name="hidden">[M, H] of the product type, the decoder's hidden layer, M at most B; copied</param>
    /// <returns>[M, H], valid until the next pass</returns>
    public Tensor Forward(Tensor hidden)
    {
        _rows = hidden.size(0);
        return _second.Forward(_first.Forward(_input.narrow(0, 0, _rows).copy_(hidden)));
    }

    /// <summary>Passes <see cref="Gradient"/> back through both layers and updates them. No gradient is passed on to
    /// the decoder.</summary>
    /// <param name="learningRate">the learning rate of this step</param>
    public void Update(double learningRate)
    {
        using var scope = NewDisposeScope();
        _second.Backward(_first.Output, _first.Gradient);
        _first.Backward(_input.narrow(0, 0, _rows));
        _adam.LearningRate = learningRate;
        _adam.NextStep();
        foreach (var layer in Layers)
            layer.Update(_adam);
    }

    /// <summary>Computes the same as <see cref="Forward"/> for any number of rows, from the master weights.</summary>
    /// <param name="hidden">[M, H] float32</param>
    /// <returns>[M, H]; the caller disposes it.</returns>
    public Tensor Apply(Tensor hidden)
    {
        using var first = _first.Apply(hidden);
        return _second.Apply(first);
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("first", _first);
        state.Sync("second", _second);
        state.Sync("adam", _adam);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _input.Dispose();
    }
}
