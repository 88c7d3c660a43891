using Unseen.Adjustment;
using static TorchSharp.torch;

namespace Unseen.Classifiers;

/// <summary>
/// Trains a classifier by softmax cross-entropy on the logits as the adjustment changes them, epoch by epoch, so that the caller can
/// score in between. Not thread-safe; the order of samples comes from the seed.
/// </summary>
public sealed class ClassifierTrainer : IDisposable
{
    private readonly GzslClassifier _classifier;
    private readonly ClassifierTrainingOptions _options;
    private readonly ILogitAdjustment? _adjustment;
    private readonly Tensor _prepared; // [N, D]
    private readonly Tensor _labels; // [N]
    private readonly Generator _random;
    private readonly optim.Optimizer _adam;
    private readonly optim.lr_scheduler.LRScheduler _rate;

    /// <summary>Prepares the features once.</summary>
    /// <param name="classifier">what is trained; borrowed</param>
    /// <param name="options">optimiser and schedule</param>
    /// <param name="adjustment">changes the logits in the loss, or null for plain cross-entropy</param>
    /// <param name="features">[N, D] float32, scaled; borrowed for the constructor only</param>
    /// <param name="labels">[N] int64; borrowed for the constructor only</param>
    /// <param name="seed">decides the order of samples</param>
    /// <exception cref="ArgumentException">There is no sample, or not one label for each.</exception>
    public ClassifierTrainer(
        GzslClassifier classifier, ClassifierTrainingOptions options, ILogitAdjustment? adjustment, Tensor features, Tensor labels, int seed)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        Require.That(features.shape[0] > 0, nameof(features), "at least one sample", "none");
        Require.That(labels.shape[0] == features.shape[0], nameof(labels), $"of length {features.shape[0]}, one a sample", labels.shape[0]);
        _classifier = classifier;
        _options = options;
        _adjustment = adjustment;
        _prepared = classifier.Prepare(features).DetachFromDisposeScope();
        _labels = labels.alias().DetachFromDisposeScope();
        _random = Seeds.Stream(seed, "classifier order", features.device);
        _adam = optim.Adam(classifier.parameters(), options.LearningRate, options.Beta1, options.Beta2, weight_decay: options.WeightDecay);
        _rate = optim.lr_scheduler.StepLR(_adam, options.HalveEvery, 0.5);
    }

    /// <summary>Epochs trained so far.</summary>
    public int Epoch { get; private set; }

    /// <summary>Trains one pass over all samples in a fresh random order.</summary>
    /// <param name="cancellation">stops between two steps with <see cref="OperationCanceledException"/></param>
    /// <returns>the mean loss over the steps</returns>
    /// <exception cref="TrainingDivergedException">A loss is infinite or not a number.</exception>
    public double TrainEpoch(CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var samples = _prepared.shape[0];
        var order = randperm(samples, dtype: ScalarType.Int64, device: _prepared.device, generator: _random);
        double loss = 0;
        var steps = 0;
        for (long start = 0; start < samples; start += _options.BatchSize, steps++)
        {
            cancellation.ThrowIfCancellationRequested();
            loss += Step(order.narrow(0, start, Math.Min(_options.BatchSize, samples - start)));
        }

        _rate.step();
        Epoch++;
        return loss / steps;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _adam.Dispose();
        _random.Dispose();
        _prepared.Dispose();
        _labels.Dispose();
    }

    private double Step(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var logits = _classifier.Score(_prepared.index_select(0, rows)); // [B, C]
        if (_adjustment is not null)
            logits = _adjustment.Adjust(logits);
        var loss = nn.functional.cross_entropy(logits, _labels.index_select(0, rows));
        var value = loss.item<float>();
        TrainingDivergedException.ThrowUnlessFinite(value, "the classifier's loss");
        _adam.zero_grad();
        loss.backward();
        _adam.step();
        return value;
    }
}
