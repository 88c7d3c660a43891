using TorchSharp;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Generators;

/// <summary>
/// Learns from seen classes how features follow from descriptors, and makes pseudo-features of classes that it has only
/// a descriptor of. Not thread-safe.
/// </summary>
public interface IFeatureGenerator : IDisposable
{
    /// <summary>Epochs that training has; 0 where the constructor's closed form was all.</summary>
    int Epochs { get; }

    /// <summary>The optimiser's learning rate in the next epoch, for people to watch; null (default) where there is
    /// none.</summary>
    double? LearningRate => null;

    /// <summary>Trains one more epoch.</summary>
    /// <param name="cancellation">stops between two steps with <see cref="OperationCanceledException"/></param>
    /// <returns>the epoch's mean loss, for people to watch</returns>
    double TrainEpoch(CancellationToken cancellation);

    /// <summary>Makes one pseudo-feature for each given descriptor.</summary>
    /// <param name="descriptors">[M, A] float32, a row repeated for each pseudo-feature wanted of its class</param>
    /// <param name="random">where noise is drawn from</param>
    /// <returns>[M, D] float32 on the scale of the training features, or [M, K] if <see cref="GeneratesMapped"/>,
    /// without gradient; the caller disposes it.</returns>
    torch.Tensor Generate(torch.Tensor descriptors, torch.Generator random);

    /// <summary>Options that were <c>auto</c>, with the values that the generator chose, by name; none (default) if it
    /// chose nothing.</summary>
    OptionValues ChosenOptions => OptionValues.None;

    /// <summary>The space that classifiers are to work in, learned with the generator, as it is now; null (default) for
    /// the features' own. Training changes the values of its layers, not their number or sizes.</summary>
    /// <returns>a copy; the caller disposes it.</returns>
    FeatureMap? CreateFeatureMap() => null;

    /// <summary>Whether <see cref="Generate"/> gives points of the space of <see cref="CreateFeatureMap"/> instead of
    /// features, default false.</summary>
    bool GeneratesMapped => false;
}
