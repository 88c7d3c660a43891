using TorchSharp;

namespace Unseen.Problems;

/// <summary>The generated features of unseen classes with their labels.</summary>
/// <param name="Features">[n U, D] float32</param>
/// <param name="Labels">[n U] int64</param>
/// <param name="Map">
/// the map to the feature space that classifiers work in, or null if they work on the features themselves
/// </param>
internal sealed record PseudoFeatures(torch.Tensor Features, torch.Tensor Labels, FeatureMap? Map) : IDisposable
{
    public void Dispose()
    {
        Features.Dispose();
        Labels.Dispose();
        Map?.Dispose();
    }
}
