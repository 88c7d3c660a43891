using Unseen.Data;
using Unseen.Inference;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Problems;

/// <summary>Samples that are read from memory or from a memory-mapped file and scaled on each access, instead of being
/// stored.</summary>
/// <param name="features">the raw features</param>
/// <param name="samples">the indices of the rows that are samples, in order</param>
/// <param name="scaling">the scaling that is applied first</param>
/// <param name="unitLength">whether samples are then scaled to unit length</param>
/// <param name="type">the type of the samples returned</param>
/// <param name="device">the device of the samples returned</param>
internal sealed class StreamedRows(
    FeatureMatrix features, int[] samples, FeatureScaling scaling, bool unitLength, ScalarType type, Device device)
        : SampleRows
{
    private const int MinSamplesPerPiece = 64;

    public override long Count => samples.Length;

    public override long Width => features.Columns;

    public override void Gather(Tensor rows, Tensor destination)
    {
        using var scope = NewDisposeScope();
        var picked = Scaled(Array.ConvertAll(rows.cpu().data<long>().ToArray(), row => samples[row]));
        destination.copy_(picked);
    }

    public override Tensor Slice(long start, long count)
    {
        using var scaled = Scaled(samples.AsSpan((int)start, (int)count).ToArray());
        return scaled.to(type, device, copy: true);
    }

    public override void Dispose()
    {
    }

    private unsafe Tensor Scaled(int[] rows)
    {
        var scaled = empty(rows.Length, features.Columns); // [B, D] float32
        var values = scaled.Pointer<float>();
        ParallelRanges.Run(rows.Length, ParallelRanges.Pieces(rows.Length, MinSamplesPerPiece), (_, start, end) =>
        {
            for (var i = start; i < end; i++)
            {
                var row = new Span<float>(values + (i * features.Columns), features.Columns);
                scaling.Apply(features.Row(rows[i]), row);
                if (unitLength)
                    FeatureScaling.L2.Apply(row, row);
            }
        });
        return scaled;
    }
}
