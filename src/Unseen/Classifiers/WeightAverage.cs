using TorchSharp;
using Unseen.Checkpoints;
using Unseen.Numerics;

namespace Unseen.Classifiers;

/// <summary>The running mean of a classifier's parameters over epochs. Buffers are not averaged.</summary>
/// <param name="mean">an untrained classifier of the same shape, which receives the mean; disposed with this
/// object</param>
/// <remarks>Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", UAI 2018.</remarks>
internal sealed class WeightAverage(GzslClassifier mean) : IResumable, IDisposable
{
    private int _epochs; // number of epochs in the mean

    /// <summary>The classifier with the mean of the weights; null before the first epoch is added.</summary>
    public GzslClassifier? Classifier => _epochs == 0 ? null : mean;

    /// <summary>Adds the current weights of a classifier to the mean.</summary>
    /// <param name="trained">the classifier; not disposed</param>
    public void Add(GzslClassifier trained)
    {
        using var inference = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        _epochs++;
        foreach (var (sum, value) in mean.parameters().Zip(trained.parameters()))
            sum.TimesInPlace(1 - (1.0 / _epochs)).PlusScaledInPlace(value, 1.0 / _epochs);
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("epochs", ref _epochs);
        foreach (var (place, parameter) in mean.parameters().Index())
            state.Sync($"mean{place}", parameter);
    }

    /// <inheritdoc/>
    public void Dispose() => mean.Dispose();
}
