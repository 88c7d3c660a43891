using Unseen.Adjustment;
using Unseen.Checkpoints;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Classifiers;

/// <summary>
/// Trains a classifier one epoch at a time, so that the caller can evaluate it between epochs. The loss is the softmax
/// cross-entropy on adjusted logits, except for classifiers with another loss, such as the ranking losses of ALE and
/// DeViSE. The order of samples depends only on the seed, their number and the device. The classifier is in training
/// mode during <see cref="TrainEpoch"/>, and in evaluation mode at all other times. Not thread-safe.
/// </summary>
public sealed class ClassifierTrainer : IResumable, IDisposable
{
    private readonly GzslClassifier _classifier;
    private readonly ClassifierTrainingOptions _options;
    private readonly ClassifierStep _step;
    private readonly SampleRows _samples;
    private readonly Tensor _labels; // [N]
    private readonly Generator _random;
    private readonly Tensor _epochStart; // state of _random at the start of the current epoch
    private long _position; // number of samples processed in the current epoch
    private double _loss; // sum over the steps of the current epoch
    private int _steps; // number of steps done in the current epoch
    private int _epoch;

    /// <summary>Prepares the features for all epochs.</summary>
    /// <param name="classifier">the classifier to train; not disposed</param>
    /// <param name="options">the settings of the optimiser and the schedule</param>
    /// <param name="adjustment">
    /// the adjustment of the logits in the loss, or null for plain cross-entropy; ignored by the ranking classifiers
    /// </param>
    /// <param name="features">[N, D] float32, scaled; the caller can dispose it after the constructor</param>
    /// <param name="labels">[N] int64, from 0 to C - 1, and only seen classes for a ranking classifier; the caller can
    /// dispose it after the constructor</param>
    /// <param name="seed">the seed of the order of samples</param>
    /// <param name="precision">
    /// the number type of matrix products, default the fastest that suits the device. Training is in float32 if the
    /// classifier does not come with Unseen, or if the adjustment neither comes with Unseen nor derives from
    /// <see cref="BiasAdjustment"/>
    /// </param>
    /// <exception cref="ArgumentException">There is no sample, the number of labels differs from the number of
    /// samples, a label is not a class of the classifier or, for a ranking classifier, not a seen class, the adjustment
    /// is for another number of classes, or the batch size or the number of epochs between halvings is below 1.
    /// </exception>
    public ClassifierTrainer(
        GzslClassifier classifier, ClassifierTrainingOptions options, ILogitAdjustment? adjustment, Tensor features,
            Tensor labels, int seed,
        Precision precision = Precision.Auto)
        : this(classifier, options, GetStep(classifier, options, adjustment, seed, precision), type =>
            Prepared(classifier, features, labels, type), labels, seed)
    {
    }

    /// <summary>Trains on samples that the caller has prepared.</summary>
    /// <param name="classifier">the classifier to train; not disposed</param>
    /// <param name="options">the settings of the optimiser and the schedule</param>
    /// <param name="adjustment">the adjustment of the logits in the loss, or null</param>
    /// <param name="samples">returns the prepared samples in a given type; the trainer disposes them</param>
    /// <param name="labels">[N] int64; the caller can dispose it after the constructor</param>
    /// <param name="seed">the seed of the order of samples</param>
    /// <param name="precision">the number type of matrix products</param>
    internal ClassifierTrainer(
        GzslClassifier classifier, ClassifierTrainingOptions options, ILogitAdjustment? adjustment,
            Func<ScalarType, SampleRows> samples, Tensor labels,
        int seed, Precision precision)
        : this(classifier, options, GetStep(classifier, options, adjustment, seed, precision), samples, labels, seed)
    {
    }

    private ClassifierTrainer(
        GzslClassifier classifier, ClassifierTrainingOptions options, ClassifierStep step,
        Func<ScalarType, SampleRows> samples, Tensor labels, int seed)
    {
        (_classifier, _options, _step) = (classifier, options, step);
        _classifier.eval();
        _samples = samples(step.SampleType);
        _labels = labels.alias().DetachFromDisposeScope();
        _random = Seeds.Stream(seed, "classifier order", labels.device);
        _epochStart = _random.get_state().DetachFromDisposeScope();
    }

    /// <summary>The number of epochs trained so far.</summary>
    public int Epoch => _epoch;

    /// <summary>The callback after every step, or null.</summary>
    internal Action? StepDone { get; set; }

    /// <summary>Trains for one pass over all samples, in a new random order, or for the rest of a pass that was
    /// stopped.</summary>
    /// <param name="cancellation">
    /// stops training between two steps with an <see cref="OperationCanceledException"/>
    /// </param>
    /// <returns>the mean loss over the steps of the epoch</returns>
    /// <exception cref="TrainingDivergedException">A loss is infinite or NaN.</exception>
    public double TrainEpoch(CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        _step.LearningRate = LearningRate;
        var samples = _samples.Count;
        if (_position == 0)
            _epochStart.copy_(_random.get_state());
        else
            _random.set_state(_epochStart);
        var order = randperm(samples, dtype: ScalarType.Int64, device: _labels.device, generator: _random);
        _classifier.train();
        try
        {
            while (_position < samples)
            {
                cancellation.ThrowIfCancellationRequested();
                using var rows = order.narrow(0, _position, Math.Min(_options.BatchSize, samples - _position));
                _loss += Step(rows);
                _position += _options.BatchSize;
                _steps++;
                StepDone?.Invoke();
            }
        }
        finally
        {
            _classifier.eval();
        }

        var mean = _loss / _steps;
        (_position, _loss, _steps) = (0, 0, 0);
        _epoch++;
        return mean;
    }

    /// <inheritdoc/>
    void IResumable.SyncState(TrainingState state)
    {
        state.Sync("step", _step);
        state.Sync("epoch", ref _epoch);
        state.Sync("position", ref _position);
        state.Sync("loss", ref _loss);
        state.Sync("steps", ref _steps);
        if (_position == 0 && !state.IsRestoring)
            _epochStart.copy_(_random.get_state());
        state.Sync("order", _epochStart);
        if (state.IsRestoring)
            _random.set_state(_epochStart);
    }

    /// <summary>The learning rate in the next epoch.</summary>
    internal double LearningRate => _options.LearningRate * Math.Pow(0.5, _epoch / _options.HalveEvery);

    /// <inheritdoc/>
    public void Dispose()
    {
        _step.Dispose();
        _random.Dispose();
        _epochStart.Dispose();
        _samples.Dispose();
        _labels.Dispose();
    }

    private static ClassifierStep GetStep(
        GzslClassifier classifier, ClassifierTrainingOptions options, ILogitAdjustment? adjustment, int seed,
            Precision precision)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(options);
        Require.That(options.BatchSize >= 1, nameof(options.BatchSize), "at least 1", options.BatchSize);
        Require.That(options.HalveEvery >= 1, nameof(options.HalveEvery), "at least 1", options.HalveEvery);
        return classifier.CreateStep(options, adjustment, seed, precision);
    }

    private double Step(Tensor rows)
    {
        try
        {
            return _step.Run(_samples, _labels, rows);
        }
        catch (TrainingDivergedException exception)
        {
            throw exception.At($"classifier epoch {_epoch + 1}, step {_steps + 1}");
        }
    }

    private static PreparedRows Prepared(GzslClassifier classifier, Tensor features, Tensor labels, ScalarType type)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        Require.That(features.shape[0] > 0, nameof(features), "at least one sample", "none");
        Require.That(labels.shape[0] == features.shape[0], nameof(labels),
            $"of length {features.shape[0]}, one per sample", labels.shape[0]);
        using var prepared = classifier.Prepare(features);
        RequireLabels(classifier, prepared, labels);
        return new PreparedRows(prepared.to(type).alias());
    }

    /// <summary>Throws if a label is not a class that the classifier learns. With a label outside the classes, a
    /// training step would write outside its buffers.</summary>
    private static void RequireLabels(GzslClassifier classifier, Tensor prepared, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var classes = classifier.Score(prepared.narrow(0, 0, 1)).size(1);
        var (least, most) = (labels.min().item<long>(), labels.max().item<long>());
        Require.That(least >= 0 && most < classes, nameof(labels), $"from 0 to {classes - 1}",
            least < 0 ? least : most);
        if (classifier.TrainedClasses is not { } trained)
            return;
        var others = labels.unique().output.data<long>().Where(label => !trained.Contains((int)label)).ToArray();
        Require.That(others.Length == 0, nameof(labels), "seen classes for a ranking classifier",
            others.FirstOrDefault());
    }
}
