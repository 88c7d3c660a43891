using Unseen.Inference;
using static TorchSharp.torch;

namespace Unseen.Problems;

/// <summary>A layer activation(W x + b) of a <see cref="FeatureMap"/>.</summary>
/// <param name="Weight">W, [K, D] float32</param>
/// <param name="Bias">b, [K] float32</param>
/// <param name="Activation">the function that is applied to the sums, default a ReLU</param>
/// <param name="IsKept">whether the output is part of the map's result, default true; otherwise only the next layer
/// uses it</param>
public sealed record MapLayer(
    Tensor Weight, Tensor Bias, Activation Activation = Activation.Relu, bool IsKept = true)
{
    /// <summary>The width K of the output.</summary>
    public long Width => Weight.size(0);
}
