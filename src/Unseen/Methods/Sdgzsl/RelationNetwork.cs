using Unseen.Checkpoints;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Methods.Sdgzsl;

/// <summary>
/// Tells whether the semantic part of a feature and a descriptor belong together: [s; a] -> R -> LeakyReLU(0.2) -> 1.
/// The first layer is split, so that the scores of all pairs need no row for every pair.
/// </summary>
internal sealed class RelationNetwork : IResumable, IDisposable
{
    private readonly FusedOperations _operations;
    private readonly TrainedArray[] _arrays;
    private readonly Tensor[] _gradients;

    /// <summary>Draws the weights from N(0, 0.02²).</summary>
    /// <param name="semantic">width of the semantic part</param>
    /// <param name="descriptor">descriptor width A</param>
    /// <param name="hidden">width R</param>
    /// <param name="random">generator for the initial weights</param>
    /// <param name="device">device of the weights</param>
    /// <param name="productType">type of the products</param>
    /// <param name="operations">for that device and type; borrowed</param>
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

    /// <summary>The first layer's part for the semantic part of a feature; [R, s].</summary>
    public TrainedArray PartWeight { get; }

    /// <summary>The first layer's part for the descriptor; [R, A].</summary>
    public TrainedArray DescriptorWeight { get; }

    /// <summary>The first layer's bias; [R].</summary>
    public TrainedArray HiddenBias { get; }

    /// <summary>The output's weights; [R].</summary>
    public TrainedArray OutputWeight { get; }

    /// <summary>The output's bias; [1].</summary>
    public TrainedArray OutputBias { get; }

    /// <summary>All parameters.</summary>
    public IReadOnlyList<TrainedArray> Arrays => _arrays;

    /// <summary>Their gradients after <see cref="Back"/>, in the same order.</summary>
    public IReadOnlyList<Tensor> Gradients => _gradients;

    /// <summary>The relation loss of a batch, and its gradient with respect to all parameters and the parts.</summary>
    /// <param name="parts">[M, s] of the product type, contiguous</param>
    /// <param name="descriptors">[K, A] of the product type, of the classes in the batch</param>
    /// <param name="own">[M] int64, the row of each sample's class</param>
    /// <param name="weight">multiplies the loss</param>
    /// <param name="partGradient">[M, s] of the product type, added to</param>
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

    /// <summary>Makes the optimiser's present step by the gradient of <see cref="Back"/>.</summary>
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
