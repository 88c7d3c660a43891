using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unseen;

/// <summary>The published initialisation: weights from N(0, 0.02²), biases 0. The module that registers a parameter owns it.</summary>
internal static class GaussianInit
{
    private const double Deviation = 0.02;

    /// <summary>A weight matrix [rows, columns].</summary>
    public static Parameter Weight(long rows, long columns, Generator random, Device device) =>
        Owned(empty(rows, columns, device: device).normal_(0, Deviation, random));

    /// <summary>A bias [size].</summary>
    public static Parameter Bias(long size, Device device) => Owned(zeros(size, device: device));

    private static Parameter Owned(Tensor values)
    {
        var parameter = new Parameter(values);
        parameter.DetachFromDisposeScope(); // a scope around the module's constructor must not take its weights away
        return parameter;
    }
}
