using Unseen.Checkpoints;
using Unseen.Inference;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Methods.TfVaegan;

/// <summary>What turns the semantic decoder's hidden layer into something to add to the generator's: H -> H -> H, each
/// followed by LeakyReLU(0.2).</summary>
internal sealed class FeedbackNetwork : IResumable, IDisposable
{
    private readonly DenseLayer _first, _second;
    private readonly FusedAdam _adam;
    private readonly Tensor _input; // [B, H]: the decoder's hidden layer, which goes on to be used
    private long _rows; // of the latest pass

    /// <summary>Draws the weights.</summary>
    /// <param name="hidden">width H</param>
    /// <param name="batch">rows B that a pass may have</param>
    /// <param name="learningRate">Adam's</param>
    /// <param name="random">generator for the initial weights</param>
    /// <param name="device">device of the weights</param>
    /// <param name="productType">type of the products</param>
    /// <param name="operations">for that device and type; borrowed</param>
    public FeedbackNetwork(long hidden, long batch, double learningRate, Generator random, Device device,
        ScalarType productType, FusedOperations operations)
    {
        DenseLayer Layer() =>
            new(hidden, hidden, Activation.LeakyRelu, batch, random, device, productType, operations);
        (_first, _second) = (Layer(), Layer());
        _input = zeros(batch, hidden, dtype: productType, device: device).DetachFromDisposeScope();
        _adam = new FusedAdam(new AdamSettings(learningRate, 0.5, 0.999), operations);
    }

    /// <summary>Its layers, the first one first.</summary>
    public IReadOnlyList<DenseLayer> Layers => [_first, _second];

    /// <summary>Where the gradient with respect to what the latest pass gave goes; [M, H].</summary>
    public Tensor Gradient => _second.Gradient;

    /// <summary>What is added to the generator's hidden layer.</summary>
    /// <param name="hidden">[M, H] of the product type, copied</param>
    /// <returns>[M, H], valid until the next pass</returns>
    public Tensor Forward(Tensor hidden)
    {
        _rows = hidden.size(0);
        return _second.Forward(_first.Forward(_input.narrow(0, 0, _rows).copy_(hidden)));
    }

    /// <summary>Passes <see cref="Gradient"/> back, and makes the optimiser's step. Nothing is passed on to the
    /// decoder.</summary>
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

    /// <summary>The same for any number of rows, from the master weights.</summary>
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
