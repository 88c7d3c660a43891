using Unseen.Inference;
using static TorchSharp.torch;

namespace Unseen.Problems;

/// <summary>A layer activation(W x + b) of a <see cref="FeatureMap"/>.</summary>
/// <param name="Weight">W, [K, D] float32</param>
/// <param name="Bias">b, [K] float32</param>
/// <param name="Activation">what follows the sums, default a ReLU</param>
/// <param name="IsKept">whether its output is a part of what classifiers are given, default true; otherwise only the
/// next layer is given it</param>
public sealed record MapLayer(
    Tensor Weight, Tensor Bias, Activation Activation = Activation.Relu, bool IsKept = true)
{
    /// <summary>Width K of its output.</summary>
    public long Width => Weight.size(0);
}
