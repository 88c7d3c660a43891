using TorchSharp;
using Unseen.Classifiers;

namespace Unseen.Plugins;

/// <summary>Makes a classifier that another project has written. A plug-in's class is public and has a constructor without parameters.</summary>
public interface IClassifierPlugin
{
    /// <summary>What the classifier is called by, such as <c>my-head</c>; unlike the built-in ones.</summary>
    string Name { get; }

    /// <summary>How it is trained.</summary>
    ClassifierTrainingOptions Training { get; }

    /// <summary>Makes a classifier.</summary>
    /// <param name="descriptors">[C, A] float32, one row a class; borrowed for the call</param>
    /// <param name="features">width D of the features that it will be given</param>
    /// <param name="seed">is to decide the weights</param>
    /// <returns>the classifier, untrained, on the descriptors' device; the caller disposes it</returns>
    GzslClassifier Create(torch.Tensor descriptors, long features, int seed);
}
