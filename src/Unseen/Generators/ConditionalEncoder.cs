using Unseen.Checkpoints;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Numerics.Products;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Generators;

/// <summary>
/// The encoder of a conditional VAE, with a hand-derived backward pass. It computes [x; a] -> H -> LeakyReLU(0.2) ->
/// mean and log variance of a latent of width A, a reparametrised sample of the latent, and the Kullback-Leibler
/// divergence from the standard normal.
/// </summary>
/// <remarks>
/// Kingma &amp; Welling, "Auto-Encoding Variational Bayes", 2013, section 3 and appendix B: z = μ + exp(v/2) ε and KL
/// = ½ Σ (exp v + μ² - 1 - v), with v the log variance.
/// </remarks>
internal sealed class ConditionalEncoder : IResumable, IDisposable
{
    private readonly FusedOperations _operations;
    private readonly long _latent;
    private readonly Tensor _byClass; // [C, H]
    private readonly Tensor _hidden, _hiddenGradient; // [B, H]
    private readonly Tensor _statistics; // [B, 2A]: means and log variances, both without their bias
    private readonly Tensor _gradientByClass; // [C, H]
    private readonly Tensor _featureGradient; // [H, D]
    private readonly Tensor _descriptorGradient; // [H, A]
    private readonly Tensor _outputGradient; // [2A, H]
    private readonly Tensor _hiddenBiasGradient; // [H]
    private readonly Tensor _outputBiasGradient; // [2A]
    private readonly Tensor _means, _logVariances; // [B, A] of the master type, of the latest batch

    /// <summary>Draws the weights from N(0, 0.02²) and allocates all buffers.</summary>
    /// <param name="shape">the sizes of the network and the batch; the latent has the width of the descriptor</param>
    /// <param name="random">the random number generator for the weights</param>
    /// <param name="device">the device of all tensors</param>
    /// <param name="productType">
    /// the type of matrix products. The master type, in which the weights are updated, is float32, or float64 if the
    /// product type is float64, as in tests of the gradients
    /// </param>
    /// <param name="operations">the operations for that device and type; not disposed</param>
    public ConditionalEncoder(GeneratorShape shape, Generator random, Device device, ScalarType productType,
        FusedOperations operations)
    {
        _operations = operations;
        _latent = shape.Descriptor;
        var master = productType == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        Tensor Weight(long rows, long columns) => GaussianInit.WeightValues(rows, columns, random, device, master);
        Tensor Bias(long size) => GaussianInit.BiasValues(size, device, master);
        Tensor Buffer(long rows, long columns) =>
            zeros(rows, columns, dtype: productType, device: device).DetachFromDisposeScope();
        FeatureWeight = TrainedArray.Matrix(Weight(shape.Hidden, shape.Features), productType);
        DescriptorWeight = TrainedArray.Matrix(Weight(shape.Hidden, shape.Descriptor), productType);
        HiddenBias = TrainedArray.Vector(Bias(shape.Hidden));
        OutputWeight = TrainedArray.Matrix(Weight(2 * _latent, shape.Hidden), productType);
        OutputBias = TrainedArray.Vector(Bias(2 * _latent));
        _byClass = Buffer(shape.Classes, shape.Hidden);
        (_hidden, _hiddenGradient) = (Buffer(shape.Batch, shape.Hidden), Buffer(shape.Batch, shape.Hidden));
        _statistics = Buffer(shape.Batch, 2 * _latent);
        _gradientByClass = Buffer(shape.Classes, shape.Hidden);
        _featureGradient = Buffer(shape.Hidden, shape.Features);
        _descriptorGradient = Buffer(shape.Hidden, shape.Descriptor);
        _outputGradient = Buffer(2 * _latent, shape.Hidden);
        (_hiddenBiasGradient, _outputBiasGradient) = (Bias(shape.Hidden), Bias(2 * _latent));
        _means = zeros(shape.Batch, _latent, dtype: master, device: device).DetachFromDisposeScope();
        _logVariances = zeros(shape.Batch, _latent, dtype: master, device: device).DetachFromDisposeScope();
    }

    /// <summary>The weights of the first layer for the features; [H, D].</summary>
    public TrainedArray FeatureWeight { get; }

    /// <summary>The weights of the first layer for the descriptor; [H, A].</summary>
    public TrainedArray DescriptorWeight { get; }

    /// <summary>The bias of the first layer; [H].</summary>
    public TrainedArray HiddenBias { get; }

    /// <summary>The weights of the output layer, means before log variances; [2A, H].</summary>
    public TrainedArray OutputWeight { get; }

    /// <summary>The bias of the output layer; [2A].</summary>
    public TrainedArray OutputBias { get; }

    /// <summary>Encodes a batch and samples its latents.</summary>
    /// <param name="features">[B, D] of the product type</param>
    /// <param name="descriptors">[C, A] of the product type</param>
    /// <param name="labels">[B] int64</param>
    /// <param name="noise">[B, A] of the master type, standard normal noise ε</param>
    /// <param name="latents">[B, A] of the product type, receives z</param>
    /// <returns>the Kullback-Leibler divergence, averaged over the batch</returns>
    public double Forward(Tensor features, Tensor descriptors, Tensor labels, Tensor noise, Tensor latents)
    {
        using var scope = NewDisposeScope();
        _byClass.Multiply(descriptors, DescriptorWeight.Product.t());
        _hidden.Multiply(features, FeatureWeight.Product.t());
        _operations.HiddenLayer(_hidden, _byClass, labels, HiddenBias.Value);
        _statistics.Multiply(_hidden, OutputWeight.Product.t());
        _means.copy_(_statistics.narrow(1, 0, _latent)).PlusInPlace(OutputBias.Value.narrow(0, 0, _latent));
        _logVariances.copy_(_statistics.narrow(1, _latent, _latent))
            .PlusInPlace(OutputBias.Value.narrow(0, _latent, _latent));
        latents.copy_(_means.Plus(_logVariances.Times(0.5).exp() * noise));
        var divergences = _logVariances.exp().Plus(_means.Squared()).Minus(1) - _logVariances;
        return 0.5 * divergences.sum().Number() / features.size(0);
    }

    /// <summary>
    /// Propagates a gradient back through the latest <see cref="Forward"/>, adds the gradient of the divergence, and
    /// updates the weights.
    /// </summary>
    /// <param name="latentGradient">[B, A], the gradient with respect to z</param>
    /// <param name="features">the same as in <see cref="Forward"/></param>
    /// <param name="descriptors">the same as in <see cref="Forward"/></param>
    /// <param name="labels">the same as in <see cref="Forward"/></param>
    /// <param name="noise">the same as in <see cref="Forward"/></param>
    /// <param name="adam">the optimiser</param>
    /// <param name="divergenceWeight">the weight of the divergence in the loss, at least 0, default 1</param>
    public void Update(Tensor latentGradient, Tensor features, Tensor descriptors, Tensor labels, Tensor noise,
        FusedAdam adam, double divergenceWeight = 1)
    {
        using var scope = NewDisposeScope();
        var divisor = features.size(0) / divergenceWeight; // infinite if the weight is 0
        var back = latentGradient.to(_means.dtype); // [B, A]
        var meanGradient = back.Plus(_means.Over(divisor));
        var varianceGradient = (back * noise * _logVariances.Times(0.5).exp()).Times(0.5)
            .Plus(_logVariances.exp().Minus(1).Times(0.5 / divisor));
        _statistics.narrow(1, 0, _latent).copy_(meanGradient);
        _statistics.narrow(1, _latent, _latent).copy_(varianceGradient);
        _outputBiasGradient.copy_(cat([meanGradient.sum(dim: 0), varianceGradient.sum(dim: 0)]));
        _outputGradient.Multiply(_statistics.t(), _hidden);
        _hiddenGradient.Multiply(_statistics, OutputWeight.Product);
        _operations.HiddenLayerBack(_hiddenGradient, _hidden, labels, _gradientByClass, _hiddenBiasGradient);
        _featureGradient.Multiply(_hiddenGradient.t(), features);
        _descriptorGradient.Multiply(_gradientByClass.t(), descriptors);
        adam.NextStep();
        adam.Update(OutputWeight, _outputGradient);
        adam.Update(OutputBias, _outputBiasGradient);
        adam.Update(FeatureWeight, _featureGradient);
        adam.Update(DescriptorWeight, _descriptorGradient);
        adam.Update(HiddenBias, _hiddenBiasGradient);
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("featureWeight", FeatureWeight);
        state.Sync("descriptorWeight", DescriptorWeight);
        state.Sync("hiddenBias", HiddenBias);
        state.Sync("outputWeight", OutputWeight);
        state.Sync("outputBias", OutputBias);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var array in new[] { FeatureWeight, DescriptorWeight, HiddenBias, OutputWeight, OutputBias })
            array.Dispose();
        Tensor[] buffers =
        [
            _byClass, _hidden, _hiddenGradient, _statistics, _gradientByClass, _featureGradient, _descriptorGradient,
                _outputGradient,
            _hiddenBiasGradient, _outputBiasGradient, _means, _logVariances,
        ];
        foreach (var buffer in buffers)
            buffer.Dispose();
    }
}
