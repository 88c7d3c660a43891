using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Problems;

/// <summary>Samples followed by a few more, such as pseudo-features after real ones.</summary>
/// <param name="first">borrowed, or disposed with this</param>
/// <param name="second">[n, D] of the type that <paramref name="first"/> gives out; disposed with this</param>
/// <param name="ownsFirst">whether <paramref name="first"/> is disposed with this</param>
internal sealed class JoinedRows(SampleRows first, Tensor second, bool ownsFirst = false) : SampleRows
{
    public override long Count => first.Count + second.size(0);

    public override long Width => first.Width;

    public override void Gather(Tensor rows, Tensor destination)
    {
        if (second.size(0) == 0)
        {
            first.Gather(rows, destination);
            return;
        }

        using var scope = NewDisposeScope();
        first.Gather(rows.AtMost(first.Count - 1), destination);
        var places = rows.AreAtLeast(first.Count).nonzero().squeeze(1);
        if (places.size(0) > 0)
            destination.index_copy_(0, places, second.index_select(0, rows.index_select(0, places).Minus(first.Count)));
    }

    public override Tensor Slice(long start, long count)
    {
        using var scope = NewDisposeScope();
        var fromFirst = Math.Clamp(first.Count - start, 0, count);
        var part = first.Slice(start, fromFirst);
        return fromFirst == count
            ? part.MoveToOuterDisposeScope()
            : cat([part, second.narrow(0, start + fromFirst - first.Count, count - fromFirst)])
                .MoveToOuterDisposeScope();
    }

    public override void Dispose()
    {
        second.Dispose();
        if (ownsFirst)
            first.Dispose();
    }
}
