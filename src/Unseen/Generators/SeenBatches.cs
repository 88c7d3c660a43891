using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Generators;

/// <summary>Draws training batches of real seen samples, with their classes and descriptors. Each batch is drawn from
/// all samples, without replacement within the batch.</summary>
internal sealed class SeenBatches : IDisposable
{
    private readonly GzslProblem _problem;
    private readonly Generator _random;
    private readonly Device _device;
    private readonly SampleRows _rows;
    private readonly FusedOperations _operations;
    private readonly Tensor _classDescriptors; // [C, A]
    private readonly Tensor? _batchDescriptors; // [B, A] if there are more classes than samples in a batch

    /// <summary>Allocates the buffers.</summary>
    /// <param name="problem">
    /// the seen training samples and the descriptors; it must outlive this object, which does not dispose it
    /// </param>
    /// <param name="batchSize">
    /// the number of samples B in a batch; reduced to the number of training samples if there are fewer
    /// </param>
    /// <param name="productType">the number type of the drawn features and descriptors</param>
    /// <param name="random">the random number generator for the batches; not disposed</param>
    /// <param name="operations">the operations for the device and type; not disposed</param>
    public SeenBatches(GzslProblem problem, int batchSize, ScalarType productType, Generator random,
        FusedOperations operations)
    {
        (_problem, _random, _operations) = (problem, random, operations);
        _device = problem.Descriptors.device;
        _rows = problem.TrainRows(productType, unitLength: false);
        Size = Math.Min(batchSize, _rows.Count);
        Steps = (int)((_rows.Count + batchSize - 1) / batchSize);
        var (classes, descriptor) = (problem.Descriptors.size(0), problem.Descriptors.size(1));
        _classDescriptors = problem.Descriptors.to(productType, copy: true).DetachFromDisposeScope();
        _batchDescriptors = classes > Size
            ? zeros(Size, descriptor, dtype: productType, device: _device).DetachFromDisposeScope() : null;
        Classes = zeros(Size, dtype: ScalarType.Int64, device: _device).DetachFromDisposeScope();
        Labels = ScalarArithmetic.Indices(Size, _device).DetachFromDisposeScope();
    }

    /// <summary>The number of samples B in a batch.</summary>
    public long Size { get; }

    /// <summary>The number of batches in an epoch: ceil(N / B). Since every batch is drawn from all N samples, an epoch
    /// can contain a sample several times or not at all.</summary>
    public int Steps { get; }

    /// <summary>The number of rows of <see cref="Descriptors"/>.</summary>
    public long DescriptorRows => Descriptors.size(0);

    /// <summary>Whether <see cref="Descriptors"/> changes with every batch.</summary>
    public bool DescriptorsChange => _batchDescriptors is not null;

    /// <summary>
    /// The descriptors that <see cref="Labels"/> refers to, of the product type: one row per class, or, if there are
    /// more classes than samples in a batch, one row per sample.
    /// </summary>
    public Tensor Descriptors => _batchDescriptors ?? _classDescriptors;

    /// <summary>The row of <see cref="Descriptors"/> for each sample of the latest batch; [B] int64.</summary>
    public Tensor Labels { get; }

    /// <summary>The class of each sample of the latest batch; [B] int64.</summary>
    public Tensor Classes { get; }

    /// <summary>Draws the next batch.</summary>
    /// <param name="features">[B, D] of the product type, receives the features</param>
    public void Draw(Tensor features)
    {
        using var scope = NewDisposeScope();
        var rows = randperm(_rows.Count, dtype: ScalarType.Int64, device: _device, generator: _random).narrow(
            0, 0, Size);
        _rows.Gather(rows, features);
        Classes.copy_(_problem.Labels.index_select(0, rows));
        if (_batchDescriptors is null)
            Labels.copy_(Classes);
        else
            _operations.GatherRows(_classDescriptors, Classes, _batchDescriptors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _batchDescriptors?.Dispose();
        foreach (var tensor in new[] { _classDescriptors, Classes, Labels })
            tensor.Dispose();
    }
}
