using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unseen.Networks;

/// <summary>The published initialisation: weights from N(0, 0.02²) and biases of 0.</summary>
internal static class GaussianInit
{
    private const double Deviation = 0.02;

    /// <summary>Creates the values of a weight matrix, [rows, columns]; the caller owns them.</summary>
    public static Tensor WeightValues(
        long rows, long columns, Generator random, Device device, ScalarType type = ScalarType.Float32) =>
        empty(rows, columns, dtype: type, device: device).normal_(0, Deviation, random).DetachFromDisposeScope();

    /// <summary>Creates the values of a bias, [size]; the caller owns them.</summary>
    public static Tensor BiasValues(long size, Device device, ScalarType type = ScalarType.Float32) =>
        zeros(size, dtype: type, device: device).DetachFromDisposeScope();

    /// <summary>Creates a weight matrix, [rows, columns], which the module that registers it owns.</summary>
    public static Parameter Weight(long rows, long columns, Generator random, Device device) =>
        Owned(WeightValues(rows, columns, random, device));

    /// <summary>Creates a bias, [size], which the module that registers it owns.</summary>
    public static Parameter Bias(long size, Device device) => Owned(BiasValues(size, device));

    private static Parameter Owned(Tensor values)
    {
        var parameter = new Parameter(values);
        parameter.DetachFromDisposeScope(); // so that a scope around the module's constructor does not dispose it
        return parameter;
    }
}
