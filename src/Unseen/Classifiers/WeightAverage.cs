using TorchSharp;
using Unseen.Checkpoints;
using Unseen.Numerics;

namespace Unseen.Classifiers;

/// <summary>The running mean of a classifier's parameters and floating-point buffers over epochs. Other buffers, such
/// as counters, are those of the latest epoch.</summary>
/// <remarks>Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", UAI 2018.</remarks>
internal sealed class WeightAverage : IResumable, IDisposable
{
    private readonly GzslClassifier _mean;
    private int _epochs; // number of epochs in the mean

    /// <summary>Creates a mean without epochs.</summary>
    /// <param name="mean">an untrained classifier of the same shape, which receives the mean; disposed with this
    /// object</param>
    public WeightAverage(GzslClassifier mean)
    {
        _mean = mean;
        _mean.eval();
    }

    /// <summary>The classifier with the mean of the weights; null before the first epoch is added.</summary>
    public GzslClassifier? Classifier => _epochs == 0 ? null : _mean;

    /// <summary>Adds the current weights of a classifier to the mean.</summary>
    /// <param name="trained">the classifier; not disposed</param>
    public void Add(GzslClassifier trained)
    {
        using var inference = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        _epochs++;
        foreach (var (sum, value) in _mean.parameters().Zip(trained.parameters()))
            sum.TimesInPlace(1 - (1.0 / _epochs)).PlusScaledInPlace(value, 1.0 / _epochs);
        foreach (var (buffer, value) in _mean.buffers().Zip(trained.buffers()))
            // in this form, the mean of a constant is exactly this constant, even if it is infinite
            if (_epochs > 1 && buffer.is_floating_point())
                buffer.PlusScaledInPlace(
                    torch.where(value.eq(buffer), torch.zeros_like(value), value - buffer), 1.0 / _epochs);
            else
                buffer.copy_(value);
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("epochs", ref _epochs);
        foreach (var (place, parameter) in _mean.parameters().Index())
            state.Sync($"mean{place}", parameter);
        foreach (var (place, buffer) in _mean.buffers().Index())
            state.Sync($"buffer{place}", buffer);
    }

    /// <inheritdoc/>
    public void Dispose() => _mean.Dispose();
}
