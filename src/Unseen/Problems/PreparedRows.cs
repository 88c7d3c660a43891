using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Problems;

/// <summary>Samples that are stored on the device, scaled and in the right type.</summary>
internal sealed class PreparedRows : SampleRows
{
    private readonly Tensor _values; // [N, D]
    private readonly FusedOperations _operations;

    /// <summary>Takes ownership of a matrix of samples.</summary>
    /// <param name="values">[N, D]; disposed with this object</param>
    public PreparedRows(Tensor values)
    {
        _values = values.DetachFromDisposeScope();
        _operations = FusedOperations.For(values.device, values.dtype);
    }

    public override long Count => _values.size(0);

    public override long Width => _values.size(1);

    public override void Gather(Tensor rows, Tensor destination) => _operations.GatherRows(_values, rows, destination);

    public override Tensor Slice(long start, long count) => _values.narrow(0, start, count);

    public override void Dispose()
    {
        _values.Dispose();
        _operations.Dispose();
    }
}
