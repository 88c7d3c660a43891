using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unseen.Networks;

/// <summary>The published initialisation: weights from N(0, 0.02²), biases 0.</summary>
internal static class GaussianInit
{
    private const double Deviation = 0.02;

    /// <summary>The values of a weight matrix [rows, columns]; the caller owns them.</summary>
    public static Tensor WeightValues(
        long rows, long columns, Generator random, Device device, ScalarType type = ScalarType.Float32) =>
        empty(rows, columns, dtype: type, device: device).normal_(0, Deviation, random).DetachFromDisposeScope();

    /// <summary>The values of a bias [size]; the caller owns them.</summary>
    public static Tensor BiasValues(long size, Device device, ScalarType type = ScalarType.Float32) =>
        zeros(size, dtype: type, device: device).DetachFromDisposeScope();

    /// <summary>A weight matrix [rows, columns] for the module that registers it, which then owns it.</summary>
    public static Parameter Weight(long rows, long columns, Generator random, Device device) =>
        Owned(WeightValues(rows, columns, random, device));

    /// <summary>A bias [size] for the module that registers it, which then owns it.</summary>
    public static Parameter Bias(long size, Device device) => Owned(BiasValues(size, device));

    private static Parameter Owned(Tensor values)
    {
        var parameter = new Parameter(values);
        parameter.DetachFromDisposeScope(); // a scope around the module's constructor must not take its weights away
        return parameter;
    }
}
