using Unseen.Checkpoints;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Classifiers;

/// <summary>Trains one classifier on one batch at a time.</summary>
internal abstract class ClassifierStep : IResumable, IDisposable
{
    /// <summary>The learning rate, starting with the next step.</summary>
    public abstract double LearningRate { set; }

    /// <summary>The type of the samples that this step takes.</summary>
    public abstract ScalarType SampleType { get; }

    /// <summary>Trains on a batch.</summary>
    /// <param name="samples">all samples, prepared, of type <see cref="SampleType"/></param>
    /// <param name="labels">[N] int64, the classes of all samples</param>
    /// <param name="rows">[B] int64, the indices of the batch's samples</param>
    /// <returns>the mean loss of the batch before the step</returns>
    public abstract double Run(SampleRows samples, Tensor labels, Tensor rows);

    /// <inheritdoc/>
    public abstract void SyncState(TrainingState state);

    /// <inheritdoc/>
    public abstract void Dispose();
}
