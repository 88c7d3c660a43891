using TorchSharp;
using Unseen.Classifiers;
using Unseen.Plugins;

namespace Unseen.Samples.Plugin;

/// <summary>Makes <see cref="CosineClassifier"/> known as "cosine".</summary>
public sealed class CosinePlugin : IClassifierPlugin
{
    public string Name => "cosine";

    public ClassifierTrainingOptions Training { get; } = new() { LearningRate = 1e-3 };

    public GzslClassifier Create(torch.Tensor descriptors, long features, int seed)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        return new CosineClassifier(descriptors.size(0), features, seed, descriptors.device);
    }
}
