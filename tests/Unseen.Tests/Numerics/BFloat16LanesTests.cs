using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Tests.Numerics;

public class BFloat16LanesTests
{
    [Fact]
    public unsafe void StoreAndLoad_AnyNumber_EqualLibtorchsRounding()
    {
        using var scope = NewDisposeScope();
        float[] special = [0, -0f, 1, float.Epsilon, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity,
            1.00390625f, 1.01171875f, -3.3895e38f];
        var numbers = new RandomTensors();
        var source = cat([tensor(special), numbers.Single(1001) * exp(numbers.Single(1001) * 20)]);
        var expected = source.to(ScalarType.BFloat16).to(ScalarType.Float32).data<float>().ToArray();
        var values = source.data<float>().ToArray();
        var halves = new ushort[values.Length];
        fixed (float* from = values)
        fixed (ushort* to = halves)
            for (var i = 0; i < values.Length; i += Lanes.Count)
            {
                Lanes.Store<ushort, BFloat16Lanes>(to + i, Lanes.Load(from + i, values.Length - i), values.Length - i);
                Lanes.Store(from + i, Lanes.Load<ushort, BFloat16Lanes>(to + i, values.Length - i), values.Length - i);
            }

        Assert.Equal(expected, values);
    }
}
