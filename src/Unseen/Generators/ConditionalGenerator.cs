using Unseen.Checkpoints;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Numerics.Products;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Generators;

/// <summary>
/// The generator G(z, a): [z; a] -> H -> LeakyReLU(0.2) -> D -> ReLU, with a hand-derived backward pass. The first
/// layer is stored as two matrices. The product with the descriptor depends only on the class, so it is computed once
/// per class and not once per sample.
/// </summary>
internal sealed class ConditionalGenerator : IResumable, IDisposable
{
    private readonly FusedOperations _operations;
    private readonly Tensor _byClass; // [C, H]: Wa a
    private readonly Tensor _hidden; // [B, H]
    private readonly Tensor _hiddenGradient; // [B, H]
    private readonly Tensor _gradientByClass; // [C, H]
    private readonly Tensor _descriptorGradient; // [H, A]
    private readonly Tensor _hiddenBiasGradient; // [H]
    private readonly Tensor _outputBiasGradient; // [D]
    private Tensor? _refined; // [B, H]: the hidden layer with an addition; null until Refine is first called
    private double? _additionScale; // the scale of the addition in the latest pass; null if it had no addition

    /// <summary>Draws the weights from N(0, 0.02²) and allocates all buffers.</summary>
    /// <param name="shape">the sizes of the network and the batch</param>
    /// <param name="random">the random number generator for the weights</param>
    /// <param name="device">the device of all tensors</param>
    /// <param name="productType">
    /// the type of matrix products. The weights are updated in float32, or in float64 if the product type is float64,
    /// as in tests of the gradients
    /// </param>
    /// <param name="operations">the operations for that device and type; not disposed</param>
    public ConditionalGenerator(GeneratorShape shape, Generator random, Device device, ScalarType productType,
        FusedOperations operations)
    {
        _operations = operations;
        var master = productType == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        Tensor Weight(long rows, long columns) => GaussianInit.WeightValues(rows, columns, random, device, master);
        Tensor Bias(long size) => GaussianInit.BiasValues(size, device, master);
        Tensor Buffer(long rows, long columns) =>
            zeros(rows, columns, dtype: productType, device: device).DetachFromDisposeScope();
        NoiseWeight = TrainedArray.Matrix(Weight(shape.Hidden, shape.Descriptor), productType);
        DescriptorWeight = TrainedArray.Matrix(Weight(shape.Hidden, shape.Descriptor), productType);
        HiddenBias = TrainedArray.Vector(Bias(shape.Hidden));
        OutputWeight = TrainedArray.Matrix(Weight(shape.Features, shape.Hidden), productType);
        OutputBias = TrainedArray.Vector(Bias(shape.Features));
        _byClass = Buffer(shape.Classes, shape.Hidden);
        _hidden = Buffer(shape.Batch, shape.Hidden);
        _hiddenGradient = Buffer(shape.Batch, shape.Hidden);
        _gradientByClass = Buffer(shape.Classes, shape.Hidden);
        NoiseGradient = Buffer(shape.Hidden, shape.Descriptor);
        _descriptorGradient = Buffer(shape.Hidden, shape.Descriptor);
        _hiddenBiasGradient = Bias(shape.Hidden);
        OutputGradient = Buffer(shape.Features, shape.Hidden);
        _outputBiasGradient = Bias(shape.Features);
    }

    /// <summary>The weights of the first layer for the noise; [H, A].</summary>
    public TrainedArray NoiseWeight { get; }

    /// <summary>The weights of the first layer for the descriptor; [H, A].</summary>
    public TrainedArray DescriptorWeight { get; }

    /// <summary>The bias of the first layer; [H].</summary>
    public TrainedArray HiddenBias { get; }

    /// <summary>The weights of the output layer; [D, H].</summary>
    public TrainedArray OutputWeight { get; }

    /// <summary>The bias of the output layer; [D].</summary>
    public TrainedArray OutputBias { get; }

    /// <summary>The gradient of <see cref="NoiseWeight"/>, valid from <see cref="Backward"/> to <see cref="Update"/>;
    /// [H, A].</summary>
    public Tensor NoiseGradient { get; }

    /// <summary>The gradient of <see cref="OutputWeight"/>, valid from <see cref="Backward"/> to <see cref="Update"/>;
    /// [D, H].</summary>
    public Tensor OutputGradient { get; }

    /// <summary>
    /// Computes the descriptors' contribution to the hidden layer. It is valid until the weights or descriptors
    /// change.
    /// </summary>
    /// <param name="descriptors">[C, A] of the product type</param>
    public void Condition(Tensor descriptors)
    {
        using var scope = NewDisposeScope();
        _byClass.Multiply(descriptors, DescriptorWeight.Product.t());
    }

    /// <summary>
    /// Generates one sample for each row of noise, and stores the hidden layer for <see cref="Backward"/>.
    /// </summary>
    /// <param name="noise">[B, A] of the product type, standard normal; can have fewer rows than the batch of the
    /// constructor</param>
    /// <param name="labels">
    /// [B] int64, the row of each sample among the descriptors given to <see cref="Condition"/>
    /// </param>
    /// <param name="samples">[B, D] of the product type, receives the samples, at least 0</param>
    public void Forward(Tensor noise, Tensor labels, Tensor samples)
    {
        using var scope = NewDisposeScope();
        _additionScale = null;
        var hidden = _hidden.narrow(0, 0, noise.size(0));
        hidden.Multiply(noise, NoiseWeight.Product.t());
        _operations.HiddenLayer(hidden, _byClass, labels, HiddenBias.Value);
        samples.Multiply(hidden, OutputWeight.Product.t());
        _operations.ReluLayer(samples, OutputBias.Value);
    }

    /// <summary>Generates the samples of the latest <see cref="Forward"/> again, with an addition to the hidden
    /// layer.</summary>
    /// <param name="addition">[B, H] of the product type, added to the hidden layer</param>
    /// <param name="scale">the factor of the addition</param>
    /// <param name="samples">[B, D] of the product type, receives the samples</param>
    public void Refine(Tensor addition, double scale, Tensor samples)
    {
        using var scope = NewDisposeScope();
        _refined ??= zeros_like(_hidden).DetachFromDisposeScope();
        _additionScale = scale;
        var refined = _refined.narrow(0, 0, addition.size(0));
        refined.copy_(_hidden.narrow(0, 0, addition.size(0))).PlusScaledInPlace(addition, scale);
        samples.Multiply(refined, OutputWeight.Product.t());
        _operations.ReluLayer(samples, OutputBias.Value);
    }

    /// <summary>Passes a gradient back through the latest <see cref="Forward"/>, and through <see cref="Refine"/> if it
    /// was called after that.</summary>
    /// <param name="gradient">[B, D] of the product type, the gradient with respect to the samples; overwritten</param>
    /// <param name="samples">[B, D], the samples of the latest pass</param>
    /// <param name="noise">[B, A], the same as in <see cref="Forward"/></param>
    /// <param name="descriptors">[C, A], the same as in <see cref="Condition"/></param>
    /// <param name="labels">[B], the same as in <see cref="Forward"/></param>
    /// <param name="latentGradient">[B, A] of the product type, receives the gradient with respect to the noise; null
    /// (default) if it is not needed</param>
    /// <param name="additionGradient">[B, H] of the product type, receives the gradient with respect to the addition of
    /// <see cref="Refine"/>; unchanged if there was no addition. Null (default) if it is not needed</param>
    public void Backward(Tensor gradient, Tensor samples, Tensor noise, Tensor descriptors, Tensor labels,
        Tensor? latentGradient = null, Tensor? additionGradient = null)
    {
        using var scope = NewDisposeScope();
        var (hidden, hiddenGradient) =
            (_hidden.narrow(0, 0, noise.size(0)), _hiddenGradient.narrow(0, 0, noise.size(0)));
        _operations.ReluLayerBack(gradient, samples, _outputBiasGradient);
        OutputGradient.Multiply(gradient.t(), _additionScale is null ? hidden : _refined!.narrow(0, 0, noise.size(0)));
        hiddenGradient.Multiply(gradient, OutputWeight.Product);
        if (_additionScale is { } scale)
            additionGradient?.copy_(hiddenGradient).TimesInPlace(scale);
        _operations.HiddenLayerBack(hiddenGradient, hidden, labels, _gradientByClass, _hiddenBiasGradient);
        NoiseGradient.Multiply(hiddenGradient.t(), noise);
        _descriptorGradient.Multiply(_gradientByClass.t(), descriptors);
        latentGradient?.Multiply(hiddenGradient, NoiseWeight.Product);
    }

    /// <summary>Updates the weights by the gradient of <see cref="Backward"/>.</summary>
    public void Update(FusedAdam adam)
    {
        adam.NextStep();
        adam.Update(OutputWeight, OutputGradient);
        adam.Update(OutputBias, _outputBiasGradient);
        adam.Update(NoiseWeight, NoiseGradient);
        adam.Update(DescriptorWeight, _descriptorGradient);
        adam.Update(HiddenBias, _hiddenBiasGradient);
    }

    /// <summary>Generates samples for any number of descriptors, from the master weights.</summary>
    /// <param name="noise">[M, A] float32, standard normal</param>
    /// <param name="descriptors">[M, A] float32</param>
    /// <param name="addition">computes an addition to the hidden layer, [M, H], from the generated samples, [M, D]. The
    /// samples are then generated again with this addition. Null (default) generates the samples only once</param>
    /// <returns>[M, D], at least 0; the caller disposes it.</returns>
    public Tensor Generate(Tensor noise, Tensor descriptors, Func<Tensor, Tensor>? addition = null)
    {
        using var scope = NewDisposeScope();
        var activation = nn.functional.linear(noise, NoiseWeight.Value)
            .Plus(nn.functional.linear(descriptors, DescriptorWeight.Value, HiddenBias.Value));
        var hidden = activation.LeakyRelu(Perceptron.NegativeSlope); // [M, H]
        Tensor Output() => nn.functional.linear(hidden, OutputWeight.Value, OutputBias.Value).relu(); // [M, D]
        var samples = Output();
        if (addition is not null)
        {
            hidden = hidden.Plus(addition(samples));
            samples = Output();
        }

        return samples.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("noiseWeight", NoiseWeight);
        state.Sync("descriptorWeight", DescriptorWeight);
        state.Sync("hiddenBias", HiddenBias);
        state.Sync("outputWeight", OutputWeight);
        state.Sync("outputBias", OutputBias);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _refined?.Dispose();
        foreach (var array in new[] { NoiseWeight, DescriptorWeight, HiddenBias, OutputWeight, OutputBias })
            array.Dispose();
        Tensor[] buffers =
        [
            _byClass, _hidden, _hiddenGradient, _gradientByClass, NoiseGradient, _descriptorGradient,
            _hiddenBiasGradient, OutputGradient, _outputBiasGradient,
        ];
        foreach (var buffer in buffers)
            buffer.Dispose();
    }
}
