using TorchSharp;

namespace Unseen.Problems;

/// <summary>Generated features of unseen classes and their labels.</summary>
/// <param name="Features">[n U, D] float32, or [n U, K] if they are points of the space already</param>
/// <param name="Labels">[n U] int64</param>
/// <param name="Map">the space that classifiers are to work in, or null for the features' own</param>
/// <param name="AreMapped">whether the features are points of that space already</param>
internal sealed record PseudoFeatures(
    torch.Tensor Features, torch.Tensor Labels, FeatureMap? Map, bool AreMapped = false) : IDisposable
{
    public void Dispose()
    {
        Features.Dispose();
        Labels.Dispose();
        Map?.Dispose();
    }
}
