using Unseen.Checkpoints;

namespace Unseen.Classifiers;

/// <summary>A classifier of a run, its training, and, if weights are averaged, their mean over the last
/// epochs.</summary>
internal sealed class TrainedMember : IResumable, IDisposable
{
    private readonly GzslClassifier _classifier;
    private readonly ClassifierTrainer _trainer;
    private readonly WeightAverage? _average;
    private readonly int? _firstAveraged;
    private double _loss; // of the latest epoch

    /// <summary>Combines a classifier with its training.</summary>
    /// <param name="classifier">the classifier, untrained; disposed with this object</param>
    /// <param name="trainer">trains the classifier; disposed with this object</param>
    /// <param name="average">an untrained copy of the classifier that receives the mean of the weights, disposed with
    /// this object, and the first epoch of the mean, 1-based; null if the weights of a single epoch are used</param>
    public TrainedMember(GzslClassifier classifier, ClassifierTrainer trainer,
        (GzslClassifier Classifier, int FirstEpoch)? average)
    {
        (_classifier, _trainer) = (classifier, trainer);
        if (average is { } mean)
            (_average, _firstAveraged) = (new WeightAverage(mean.Classifier), mean.FirstEpoch);
    }

    /// <summary>The classifier after the training so far: with the mean of the weights, or with the current weights
    /// before the first epoch of the mean.</summary>
    public GzslClassifier Classifier => _average?.Classifier ?? _classifier;

    /// <summary>The number of epochs trained so far.</summary>
    public int Epoch => _trainer.Epoch;

    /// <summary>The learning rate in the next epoch.</summary>
    public double LearningRate => _trainer.LearningRate;

    /// <summary>The callback after every step, or null.</summary>
    public Action? StepDone
    {
        set => _trainer.StepDone = value;
    }

    /// <summary>Trains up to the end of an epoch. Does nothing if this epoch is done already.</summary>
    /// <param name="epoch">the number of epochs to be trained in total</param>
    /// <param name="cancellation">stops training between two steps</param>
    /// <returns>the mean loss of the latest epoch</returns>
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
