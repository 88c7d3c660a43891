using Unseen.Data;
using Unseen.Inference;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Tests.Problems;

public class SampleRowsTests
{
    private static readonly FeatureMatrix _matrix =
        new([.. Enumerable.Range(0, 7 * 5).Select(i => (float)Math.Sin(i))], 7, 5);

    [Theory]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.Float32, true)]
    [InlineData(ScalarType.BFloat16, true)]
    public void Gather_StreamedAndPrepared_AreTheScaledSamples(ScalarType type, bool unitLength)
    {
        using var scope = NewDisposeScope();
        int[] samples = [6, 2, 0, 5];
        var scaling = FeatureScalingFit.Fit(FeatureScalingKind.MinMax, _matrix, samples);
        using var streamed = new StreamedRows(_matrix, samples, scaling, unitLength, type, CPU);
        using var prepared = new PreparedRows(streamed.Slice(0, 4));
        var picks = tensor(new long[] { 3, 0, 3 });
        foreach (var rows in new SampleRows[] { streamed, prepared })
        {
            var destination = zeros(3, 5, dtype: type);
            rows.Gather(picks, destination);
            for (var i = 0; i < 3; i++)
            {
                var expected = new float[5];
                scaling.Apply(_matrix.Row(samples[picks[i].item<long>()]), expected);
                var length = unitLength ? Math.Sqrt(expected.Sum(value => (double)value * value)) : 1;
                for (var d = 0; d < 5; d++)
                    Assert.Equal(expected[d] / length, destination[i, d].to(ScalarType.Float32).item<float>(),
                        type == ScalarType.Float32 ? 1e-6 : 4e-3);
            }
        }
    }

    [Fact]
    public void Joined_GatherAndSlice_ContinueWithTheSecondSamples()
    {
        using var scope = NewDisposeScope();
        var numbers = new RandomTensors();
        var (first, second) = (numbers.Single(4, 3), numbers.Single(2, 3));
        using var prepared = new PreparedRows(first.clone());
        using var joined = new JoinedRows(prepared, second.clone());
        var all = cat([first, second]);
        var picks = tensor(new long[] { 5, 0, 4, 3, 5 });
        var destination = zeros(5, 3);
        joined.Gather(picks, destination);
        Assert.Equal(6, joined.Count);
        Assert.True(destination.allclose(all.index_select(0, picks)));
        Assert.True(joined.Slice(3, 3).allclose(all.narrow(0, 3, 3)));
        Assert.True(joined.Slice(0, 4).allclose(first));
    }

    [Fact]
    public void Prepared_MoreThanTwoGibibytes_GathersItsLastRows()
    {
        Assert.SkipUnless(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 8L << 30, "needs 8 GiB of memory");
        using var scope = NewDisposeScope();
        const long rows = 1_100_000, width = 1024; // only two rows are written, so that little memory is used
        var values = empty(rows, width, dtype: ScalarType.BFloat16);
        values.narrow(0, rows - 1, 1).fill_(3);
        values.narrow(0, 0, 1).fill_(2);
        using var prepared = new PreparedRows(values);
        var destination = zeros(2, width, dtype: ScalarType.BFloat16);
        prepared.Gather(tensor(new[] { rows - 1, 0L }), destination);
        Assert.Equal([3f, 2f], destination.to(ScalarType.Float32).mean([1]).data<float>().ToArray());
    }
}
