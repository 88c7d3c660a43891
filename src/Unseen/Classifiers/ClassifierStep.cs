using Unseen.Checkpoints;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Classifiers;

/// <summary>How one classifier learns from one batch.</summary>
internal abstract class ClassifierStep : IResumable, IDisposable
{
    /// <summary>The learning rate from the next step on.</summary>
    public abstract double LearningRate { set; }

    /// <summary>The type that this step takes samples in.</summary>
    public abstract ScalarType SampleType { get; }

    /// <summary>Learns from a batch.</summary>
    /// <param name="samples">all samples, prepared, of <see cref="SampleType"/></param>
    /// <param name="labels">[N] int64, their classes</param>
    /// <param name="rows">[B] int64, the samples of the batch</param>
    /// <returns>the batch's mean loss before the step</returns>
    public abstract double Run(SampleRows samples, Tensor labels, Tensor rows);

    /// <inheritdoc/>
    public abstract void SyncState(TrainingState state);

    /// <inheritdoc/>
    public abstract void Dispose();
}
