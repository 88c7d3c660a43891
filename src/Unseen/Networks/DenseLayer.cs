using Unseen.Checkpoints;
using Unseen.Inference;
using Unseen.Numerics;
using Unseen.Numerics.Products;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Networks;

/// <summary>
/// A trainable layer activation(W x + b) with a hand-derived backward pass. In a training step, call
/// <see cref="Forward"/>, write the gradient with respect to the output to <see cref="Gradient"/>, then call
/// <see cref="Backward"/> and <see cref="Update"/>. <see cref="Output"/> and <see cref="Gradient"/> return views of
/// buffers. The views belong to the caller's dispose scope.
/// </summary>
internal sealed class DenseLayer : IResumable, IDisposable
{
    private readonly FusedOperations _operations;
    private readonly Activation _activation;
    private readonly Tensor _output, _gradient; // [B, K]
    private readonly Tensor _weightGradient; // [K, D]
    private readonly Tensor _biasGradient; // [K]
    private long _rows; // number of rows in the latest forward pass

    /// <summary>Draws the weights from N(0, 0.02²) and allocates all buffers.</summary>
    /// <param name="inputs">the width D of the input</param>
    /// <param name="outputs">the width K of the output</param>
    /// <param name="activation">the activation function</param>
    /// <param name="batch">the maximum number of rows B in a forward pass</param>
    /// <param name="random">the random number generator for the weights</param>
    /// <param name="device">the device of the weights</param>
    /// <param name="productType">
    /// the type of matrix products. If it is float64, as in tests of the gradients, everything is float64
    /// </param>
    /// <param name="operations">the operations for that device and type; not disposed</param>
    public DenseLayer(long inputs, long outputs, Activation activation, long batch, Generator random, Device device,
        ScalarType productType, FusedOperations operations)
    {
        (_operations, _activation) = (operations, activation);
        var master = productType == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        Tensor Buffer(long rows, long columns) =>
            zeros(rows, columns, dtype: productType, device: device).DetachFromDisposeScope();
        Weight = TrainedArray.Matrix(
            GaussianInit.WeightValues(outputs, inputs, random, device, master), productType);
        Bias = TrainedArray.Vector(GaussianInit.BiasValues(outputs, device, master));
        (_output, _gradient, _weightGradient) =
            (Buffer(batch, outputs), Buffer(batch, outputs), Buffer(outputs, inputs));
        _biasGradient = GaussianInit.BiasValues(outputs, device, master);
    }

    /// <summary>W; [K, D].</summary>
    public TrainedArray Weight { get; }

    /// <summary>b; [K].</summary>
    public TrainedArray Bias { get; }

    /// <summary>The output of the latest forward pass; [B, K] of the product type.</summary>
    public Tensor Output => _output.narrow(0, 0, _rows);

    /// <summary>The buffer for the gradient with respect to <see cref="Output"/>. The caller fills it before the
    /// backward pass, which overwrites it. [B, K] of the product type.</summary>
    public Tensor Gradient => _gradient.narrow(0, 0, _rows);

    /// <summary>The gradient of <see cref="Weight"/> after <see cref="Backward"/>.</summary>
    public Tensor WeightGradient => _weightGradient;

    /// <summary>The gradient of <see cref="Bias"/> after <see cref="Backward"/>.</summary>
    public Tensor BiasGradient => _biasGradient;

    /// <summary>Draws the weights again, from a uniform distribution between -r and r with r = gain (6 / (D +
    /// K))^½.</summary>
    /// <remarks>Glorot &amp; Bengio, "Understanding the difficulty of training deep feedforward neural networks",
    /// AISTATS 2010, equation 16.</remarks>
    /// <param name="gain">the gain, greater than 0</param>
    /// <param name="random">the random number generator for the weights</param>
    public void DrawUniform(double gain, Generator random)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var bound = gain * Math.Sqrt(6.0 / (Weight.Value.size(0) + Weight.Value.size(1)));
        Weight.Value.uniform_(-bound, bound, random);
        if (Weight.HasCopy)
            Weight.Product.copy_(Weight.Value);
    }

    /// <summary>Computes the output of a batch.</summary>
    /// <param name="input">[B, D] of the product type; can have fewer rows than the batch of the constructor</param>
    /// <returns><see cref="Output"/></returns>
    public Tensor Forward(Tensor input)
    {
        _rows = input.size(0);
        var output = Output;
        using var scope = NewDisposeScope();
        output.Multiply(input, Weight.Product.t());
        switch (_activation)
        {
            case Activation.Relu:
                _operations.ReluLayer(output, Bias.Value);
                break;
            case Activation.LeakyRelu:
                _operations.HiddenLayer(output, byClass: null, labels: null, Bias.Value);
                break;
            case Activation.Sigmoid:
                output.copy_(output.to(Bias.Value.dtype).Plus(Bias.Value).sigmoid());
                break;
            default:
                output.PlusInPlace(Bias.Value);
                break;
        }

        return output;
    }

    /// <summary>Passes <see cref="Gradient"/> back through the latest forward pass.</summary>
    /// <param name="input">the same as in <see cref="Forward"/>; null if the gradient of the weights is not
    /// needed</param>
    /// <param name="inputGradient">[B, D] of the product type, receives the gradient with respect to the input; null
    /// (default) if it is not needed</param>
    /// <param name="adds">whether the gradient is added to <paramref name="inputGradient"/> instead of replacing it,
    /// default false</param>
    public void Backward(Tensor? input, Tensor? inputGradient = null, bool adds = false)
    {
        using var scope = NewDisposeScope();
        var (gradient, output) = (Gradient, Output);
        switch (_activation)
        {
            case Activation.Relu:
                _operations.ReluLayerBack(gradient, output, _biasGradient);
                break;
            case Activation.LeakyRelu:
                _operations.HiddenLayerBack(gradient, output, labels: null, gradientByClass: null, _biasGradient);
                break;
            case Activation.Sigmoid:
                gradient.mul_(output).mul_(output.negative().Plus(1));
                _biasGradient.copy_(gradient.to(_biasGradient.dtype).sum(dim: 0));
                break;
            default:
                _biasGradient.copy_(gradient.to(_biasGradient.dtype).sum(dim: 0));
                break;
        }

        if (input is not null)
            _weightGradient.Multiply(gradient.t(), input);
        if (inputGradient is null)
            return;
        if (adds)
            inputGradient.AddProduct(gradient, Weight.Product);
        else
            inputGradient.Multiply(gradient, Weight.Product);
    }

    /// <summary>Updates the weights and the bias by the gradient of <see cref="Backward"/>, as part of the optimiser's
    /// current step.</summary>
    /// <param name="adam">the optimiser, after <see cref="FusedAdam.NextStep"/></param>
    public void Update(FusedAdam adam)
    {
        adam.Update(Weight, _weightGradient);
        adam.Update(Bias, _biasGradient);
    }

    /// <summary>Computes the output for any number of rows, from the master weights.</summary>
    /// <param name="input">[M, D] float32</param>
    /// <returns>[M, K]; the caller disposes it.</returns>
    public Tensor Apply(Tensor input)
    {
        using var scope = NewDisposeScope();
        var sums = nn.functional.linear(input, Weight.Value, Bias.Value);
        return TensorOperations.Activate(sums, _activation).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("weight", Weight);
        state.Sync("bias", Bias);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Weight.Dispose();
        Bias.Dispose();
        foreach (var buffer in new[] { _output, _gradient, _weightGradient, _biasGradient })
            buffer.Dispose();
    }
}
