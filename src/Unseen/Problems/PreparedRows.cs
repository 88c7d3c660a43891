using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Problems;

/// <summary>Samples that lie ready on the device.</summary>
internal sealed class PreparedRows : SampleRows
{
    private readonly Tensor _values; // [N, D]
    private readonly FusedOperations _operations;

    /// <summary>Keeps a matrix.</summary>
    /// <param name="values">[N, D]; disposed with this</param>
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
