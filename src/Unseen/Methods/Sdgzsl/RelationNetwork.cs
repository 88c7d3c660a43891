using Unseen.Checkpoints;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Numerics.Products;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Methods.Sdgzsl;

/// <summary>
/// Scores how well the semantic part of a feature matches a descriptor: [s; a] -> R -> LeakyReLU(0.2) -> 1. The first
/// layer is split, so that its matrix products do not need one row for every pair of a feature and a descriptor.
/// </summary>
internal sealed class RelationNetwork : IResumable, IDisposable
{
    private readonly FusedOperations _operations;
    private readonly TrainedArray[] _arrays;
    private readonly Tensor[] _gradients;

    /// <summary>Draws the weights from N(0, 0.02²).</summary>
    /// <param name="semantic">the width s of the semantic part</param>
    /// <param name="descriptor">the descriptor width A</param>
    /// <param name="hidden">the width R of the hidden layer</param>
    /// <param name="random">the random number generator for the weights</param>
    /// <param name="device">the device of the weights</param>
    /// <param name="productType">the type of matrix products</param>
    /// <param name="operations">the operations for that device and type; not disposed</param>
    public RelationNetwork(long semantic, long descriptor, long hidden, Generator random, Device device,
        ScalarType productType, FusedOperations operations)
    {
        _operations = operations;
        var master = productType == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        TrainedArray Matrix(long columns) =>
            TrainedArray.Matrix(GaussianInit.WeightValues(hidden, columns, random, device, master), productType);
        (PartWeight, DescriptorWeight) = (Matrix(semantic), Matrix(descriptor));
        HiddenBias = TrainedArray.Vector(GaussianInit.BiasValues(hidden, device, master));
        OutputWeight = TrainedArray.Vector(
            GaussianInit.WeightValues(1, hidden, random, device, master).view(-1).DetachFromDisposeScope());
        OutputBias = TrainedArray.Vector(GaussianInit.BiasValues(1, device, master));
        _arrays = [PartWeight, DescriptorWeight, HiddenBias, OutputWeight, OutputBias];
        _gradients = [.. _arrays.Select(array => zeros_like(array.Product).DetachFromDisposeScope())];
    }

    /// <summary>The weights of the first layer for the semantic part of a feature; [R, s].</summary>
    public TrainedArray PartWeight { get; }

    /// <summary>The weights of the first layer for the descriptor; [R, A].</summary>
    public TrainedArray DescriptorWeight { get; }

    /// <summary>The bias of the first layer; [R].</summary>
    public TrainedArray HiddenBias { get; }

    /// <summary>The weights of the output layer; [R].</summary>
    public TrainedArray OutputWeight { get; }

    /// <summary>The bias of the output layer; [1].</summary>
    public TrainedArray OutputBias { get; }

    /// <summary>All parameters.</summary>
    public IReadOnlyList<TrainedArray> Arrays => _arrays;

    /// <summary>The gradients of <see cref="Arrays"/> after <see cref="Back"/>, in the same order.</summary>
    public IReadOnlyList<Tensor> Gradients => _gradients;

    /// <summary>Computes the relation loss of a batch, and its gradient with respect to all parameters and to the
    /// semantic parts.</summary>
    /// <param name="parts">[M, s] of the product type, the semantic parts; must be contiguous</param>
    /// <param name="descriptors">[K, A] of the product type, the descriptors of the classes in the batch</param>
    /// <param name="own">[M] int64, the row of the descriptor of each sample's class</param>
    /// <param name="weight">the factor of the loss</param>
    /// <param name="partGradient">[M, s] of the product type; the gradient with respect to the parts is added to
    /// it</param>
    /// <returns>the loss</returns>
    public double Back(Tensor parts, Tensor descriptors, Tensor own, double weight, Tensor partGradient)
    {
        using var scope = NewDisposeScope();
        var left = parts.mm(PartWeight.Product.t()); // [M, R]
        var right = descriptors.mm(DescriptorWeight.Product.t()).PlusInPlace(HiddenBias.Value); // [K, R]
        var scores = zeros(left.size(0), right.size(0), dtype: OutputWeight.Value.dtype, device: left.device);
        _operations.PairScores(left, right, OutputWeight.Value, scores);
        var (loss, back) = RelationLoss.Back(scores.PlusInPlace(OutputBias.Value), own, weight);
        var (leftBack, rightBack) = (empty_like(left), empty_like(right));
        _operations.PairScoresBack(left, right, OutputWeight.Value, back, leftBack, rightBack, _gradients[3]);
        _gradients[0].Multiply(leftBack.t(), parts);
        _gradients[1].Multiply(rightBack.t(), descriptors);
        _gradients[2].copy_(rightBack.to(HiddenBias.Value.dtype).sum(dim: 0));
        _gradients[4].copy_(back.sum().view(1));
        partGradient.AddProduct(leftBack, PartWeight.Product);
        return loss;
    }

    /// <summary>Updates the parameters by the gradient of <see cref="Back"/>, as part of the optimiser's current
    /// step.</summary>
    /// <param name="adam">the optimiser, after <see cref="FusedAdam.NextStep"/></param>
    public void Update(FusedAdam adam)
    {
        foreach (var (array, gradient) in _arrays.Zip(_gradients))
            adam.Update(array, gradient);
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        foreach (var (place, array) in _arrays.Index())
            state.Sync($"{place}", array);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (array, gradient) in _arrays.Zip(_gradients))
        {
            array.Dispose();
            gradient.Dispose();
        }
    }
}
