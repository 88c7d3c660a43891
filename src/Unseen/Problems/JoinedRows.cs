using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Problems;

/// <summary>
/// A sequence of samples followed by another sequence, such as real features followed by pseudo-features.
/// </summary>
/// <param name="first">
/// the first samples; disposed with this object only if <paramref name="ownsFirst"/> is true
/// </param>
/// <param name="second">[n, D], of the type of the first samples; disposed with this object</param>
/// <param name="ownsFirst">whether <paramref name="first"/> is disposed with this object</param>
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
