using TorchSharp;

namespace Unseen.Adjustment;

/// <summary>Changes a classifier's logits during training, before the softmax cross-entropy, and never at test
/// time.</summary>
public interface ILogitAdjustment
{
    /// <summary>Computes the logits to train on.</summary>
    /// <param name="logits">[B, C] floating point, unnormalised; not modified</param>
    /// <param name="labels">[B] int64, the classes of the samples</param>
    /// <returns>[B, C] of the same type and device; the caller disposes it.</returns>
    torch.Tensor Adjust(torch.Tensor logits, torch.Tensor labels);
}
