using TorchSharp;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Generators;

/// <summary>
/// Learns from seen classes how features depend on descriptors, and generates pseudo-features of classes for which
/// only a descriptor is known. Not thread-safe.
/// </summary>
public interface IFeatureGenerator : IDisposable
{
    /// <summary>
    /// The number of training epochs; 0 if the constructor computes a closed form and there is no training.
    /// </summary>
    int Epochs { get; }

    /// <summary>The learning rate of the next epoch, for progress reports; null (default) if there is none.</summary>
    double? LearningRate => null;

    /// <summary>Trains for one more epoch.</summary>
    /// <param name="cancellation">
    /// stops training between two steps with an <see cref="OperationCanceledException"/>
    /// </param>
    /// <returns>the mean loss of the epoch, for progress reports</returns>
    double TrainEpoch(CancellationToken cancellation);

    /// <summary>Makes one pseudo-feature for each given descriptor.</summary>
    /// <param name="descriptors">[M, A] float32, a row repeated for each pseudo-feature wanted of its class</param>
    /// <param name="random">generator for the noise</param>
    /// <returns>[M, D] float32 on the scale of the training features, or [M, K] if <see cref="GeneratesMapped"/>,
    /// without gradient; the caller disposes it.</returns>
    torch.Tensor Generate(torch.Tensor descriptors, torch.Generator random);

    /// <summary>
    /// The values that the generator chose for options that were <c>auto</c>, by name; empty (default) if it chose
    /// none.
    /// </summary>
    OptionValues ChosenOptions => OptionValues.None;

    /// <summary>The space that classifiers are to work in, learned with the generator, as it is now; null (default) for
    /// the features' own. Training changes the values of its layers, not their number or sizes.</summary>
    /// <returns>a copy; the caller disposes it.</returns>
    FeatureMap? CreateFeatureMap() => null;

    /// <summary>Whether <see cref="Generate"/> gives points of the space of <see cref="CreateFeatureMap"/> instead of
    /// features, default false.</summary>
    bool GeneratesMapped => false;
}
