using Unseen.Checkpoints;
using Unseen.Inference;
using Unseen.Methods.Wgan;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Methods.FVaeganD2;

/// <summary>
/// A network x -> H -> LeakyReLU(0.2) -> output that predicts the descriptor from a feature. It learns from real
/// features in critic steps and, unless <see cref="GuidedVaeganOptions.DecoderOnRealAlone"/> is true, from generated
/// features in generator steps. The error of the prediction for generated features is part of the generator's loss.
/// </summary>
internal abstract class DescriptorReader : AuxiliaryLoss
{
    private readonly GuidedVaeganOptions _options;
    private readonly FusedAdam _adam;

    /// <summary>Draws the weights.</summary>
    /// <param name="features">the feature width D</param>
    /// <param name="descriptors">[C, A] of the master type; copied</param>
    /// <param name="outputs">the width of the output layer</param>
    /// <param name="batch">the number of samples B in a step</param>
    /// <param name="maxHiddenRows">the maximum number of samples in a pass through the hidden layer alone</param>
    /// <param name="options">the widths, weights and learning rates</param>
    /// <param name="random">the random number generator for the weights</param>
    /// <param name="productType">the type of matrix products</param>
    protected DescriptorReader(long features, Tensor descriptors, long outputs, long batch, long maxHiddenRows,
        GuidedVaeganOptions options, Generator random, ScalarType productType)
    {
        using var scope = NewDisposeScope();
        var device = descriptors.device;
        _options = options;
        Operations = FusedOperations.For(device, productType);
        Hidden = new DenseLayer(features, options.Hidden, Activation.LeakyRelu, maxHiddenRows, random, device,
            productType, Operations);
        Output = new DenseLayer(
            options.Hidden, outputs, Activation.Identity, batch, random, device, productType, Operations);
        Descriptors = descriptors.clone().DetachFromDisposeScope();
        _adam = new FusedAdam(new AdamSettings(options.DecoderLearningRate, 0.5, 0.999), Operations);
    }

    /// <summary>The hidden layer, then the output layer.</summary>
    public IReadOnlyList<DenseLayer> Layers => [Hidden, Output];

    protected DenseLayer Hidden { get; }

    protected DenseLayer Output { get; }

    /// <summary>The descriptors of all classes; [C, A] of the master type.</summary>
    protected Tensor Descriptors { get; }

    protected FusedOperations Operations { get; }

    public sealed override void Learn(Tensor real, Tensor classes, double learningRate)
    {
        using var scope = NewDisposeScope();
        _adam.LearningRate = _options.DecoderLearningRate * learningRate / _options.LearningRate;
        var updateFurther = ReadReal(real, classes, learningRate);
        Output.Backward(Hidden.Output, Hidden.Gradient);
        Hidden.Backward(real);
        Update();
        updateFurther?.Invoke();
    }

    public sealed override void AddGradient(Tensor fake, Tensor real, Tensor classes, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        Read(fake, classes);
        Output.Backward(Hidden.Output, Hidden.Gradient);
        Hidden.Backward(fake, gradient, adds: true);
        if (!_options.DecoderOnRealAlone)
            Update();
    }

    public override void SyncState(TrainingState state)
    {
        state.Sync("hidden", Hidden);
        state.Sync("output", Output);
        state.Sync("adam", _adam);
    }

    public override void Dispose()
    {
        Hidden.Dispose();
        Output.Dispose();
        Descriptors.Dispose();
        Operations.Dispose();
    }

    /// <summary>Passes samples through both layers, and writes the gradient of the losses to the
    /// <see cref="DenseLayer.Gradient"/> of the output layer.</summary>
    /// <param name="samples">[B, D] of the product type</param>
    /// <param name="classes">[B] int64</param>
    /// <exception cref="TrainingDivergedException">A loss is not finite.</exception>
    protected abstract void Read(Tensor samples, Tensor classes);

    /// <summary>Does the same as <see cref="Read"/> for real samples. An override can train further parameters on
    /// them.</summary>
    /// <param name="samples">[B, D] of the product type</param>
    /// <param name="classes">[B] int64</param>
    /// <param name="learningRate">the learning rate of this step</param>
    /// <returns>an action that updates the further parameters, called after the layers are updated; null for
    /// none</returns>
    /// <exception cref="TrainingDivergedException">A loss is not finite.</exception>
    protected virtual Action? ReadReal(Tensor samples, Tensor classes, double learningRate)
    {
        Read(samples, classes);
        return null;
    }

    private void Update()
    {
        _adam.NextStep();
        foreach (var layer in Layers)
            layer.Update(_adam);
    }
}
