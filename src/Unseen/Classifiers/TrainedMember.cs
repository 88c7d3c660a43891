using Unseen.Checkpoints;

namespace Unseen.Classifiers;

/// <summary>One of the classifiers of a run, with the mean of its weights if one is kept.</summary>
internal sealed class TrainedMember : IResumable, IDisposable
{
    private readonly GzslClassifier _classifier;
    private readonly ClassifierTrainer _trainer;
    private readonly WeightAverage? _average;
    private readonly int? _firstAveraged;
    private double _loss; // of the epoch before

    /// <summary>Wraps a classifier and its training; both are owned.</summary>
    /// <param name="classifier">the classifier, untrained</param>
    /// <param name="trainer">its training</param>
    /// <param name="average">receives the mean of its weights from an epoch on; null if a single epoch counts</param>
    public TrainedMember(GzslClassifier classifier, ClassifierTrainer trainer,
        (GzslClassifier Classifier, int FirstEpoch)? average)
    {
        (_classifier, _trainer) = (classifier, trainer);
        if (average is { } mean)
            (_average, _firstAveraged) = (new WeightAverage(mean.Classifier), mean.FirstEpoch);
    }

    /// <summary>The classifier as it is now: the mean over its last epochs, or its own weights before the first of
    /// those.</summary>
    public GzslClassifier Classifier => _average?.Classifier ?? _classifier;

    /// <summary>Epochs trained so far.</summary>
    public int Epoch => _trainer.Epoch;

    /// <summary>The learning rate in the next epoch.</summary>
    public double LearningRate => _trainer.LearningRate;

    /// <summary>Called after every step, or null.</summary>
    public Action? StepDone
    {
        set => _trainer.StepDone = value;
    }

    /// <summary>Trains up to the end of an epoch; the last one's mean loss.</summary>
    public double TrainTo(int epoch, CancellationToken cancellation)
    {
        while (Epoch < epoch)
        {
            _loss = _trainer.TrainEpoch(cancellation);
            if (Epoch >= _firstAveraged)
                _average!.Add(_classifier);
        }

        return _loss;
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("trainer", _trainer);
        state.Sync("loss", ref _loss);
        if (_average is not null)
            state.Sync("average", _average);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.Dispose();
        _average?.Dispose();
        _classifier.Dispose();
    }
}
