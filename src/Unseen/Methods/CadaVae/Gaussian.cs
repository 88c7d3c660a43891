using static TorchSharp.torch;

namespace Unseen.Methods.CadaVae;

/// <summary>Normal distributions with diagonal covariances, or gradients with respect to them.</summary>
/// <param name="Means">[B, L]</param>
/// <param name="LogVariances">[B, L]</param>
internal readonly record struct Gaussian(Tensor Means, Tensor LogVariances);
