using TorchSharp;

namespace Unseen.Training;

/// <summary>Generated features of unseen classes and their labels.</summary>
/// <param name="Features">[n U, D] float32</param>
/// <param name="Labels">[n U] int64</param>
internal sealed record PseudoFeatures(torch.Tensor Features, torch.Tensor Labels) : IDisposable
{
    public void Dispose()
    {
        Features.Dispose();
        Labels.Dispose();
    }
}
