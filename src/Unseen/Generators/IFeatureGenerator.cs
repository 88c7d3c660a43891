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
    /// The number of training epochs; 0 if the constructor fits the generator and there is nothing to train.
    /// </summary>
    int Epochs { get; }

    /// <summary>The learning rate of the next epoch, for progress reports; null (default) if there is none.</summary>
    double? LearningRate => null;

    /// <summary>Trains for one more epoch.</summary>
    /// <param name="cancellation">
    /// stops training between two steps with an <see cref="OperationCanceledException"/>
    /// </param>
    /// <returns>the mean loss of the epoch, for progress reports</returns>
    /// <exception cref="TrainingDivergedException">A loss is infinite or NaN.</exception>
    double TrainEpoch(CancellationToken cancellation);

    /// <summary>Generates one pseudo-feature for each row of descriptors.</summary>
    /// <param name="descriptors">[M, A] float32; the descriptor of a class is repeated for each of its
    /// pseudo-features</param>
    /// <param name="random">the random number generator for the noise</param>
    /// <returns>[M, D] float32 on the scale of the training features, or [M, K] if <see cref="GeneratesMapped"/> is
    /// true; without gradient; the caller disposes it.</returns>
    torch.Tensor Generate(torch.Tensor descriptors, torch.Generator random);

    /// <summary>
    /// The values of the options that the generator can choose automatically, by name. An option that was set has the
    /// given value. Empty (default) if there are no such options.
    /// </summary>
    OptionValues ChosenOptions => OptionValues.None;

    /// <summary>Creates a copy, in its present state, of the map from features to the space that classifiers work in.
    /// Further training can change the values of its layers, but not their number or sizes.</summary>
    /// <returns>the map, which the caller disposes; null (default) if classifiers work on the features
    /// themselves</returns>
    FeatureMap? CreateFeatureMap() => null;

    /// <summary>Whether <see cref="Generate"/> returns points in the space of <see cref="CreateFeatureMap"/> instead of
    /// features, default false.</summary>
    bool GeneratesMapped => false;
}
