using TorchSharp;

namespace Unseen.Problems;

/// <summary>Generated features of unseen classes and their labels.</summary>
/// <param name="Features">[n U, D] float32, or [n U, K] if <paramref name="AreMapped"/> is true</param>
/// <param name="Labels">[n U] int64</param>
/// <param name="Map">the map to the space that classifiers work in, or null if they work on the features</param>
/// <param name="AreMapped">whether the features are in that space already, default false</param>
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
