using Unseen.Checkpoints;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Wgan;

/// <summary>A further loss that the generator of a WGAN minimises, in addition to the negative mean score of the
/// critic.</summary>
internal abstract class AuxiliaryLoss : IResumable, IDisposable
{
    /// <summary>Trains what the loss needs before the generator's first step. Called before every epoch; does nothing
    /// by default, and must do nothing once the training is complete.</summary>
    /// <param name="stepDone">called after every step, when the generator can be saved; null for no calls</param>
    /// <param name="cancellation">stops the training between two steps with an
    /// <see cref="OperationCanceledException"/></param>
    public virtual void Prepare(Action? stepDone, CancellationToken cancellation)
    {
    }

    /// <summary>Trains the networks of this loss on the real samples of a critic step. Does nothing by
    /// default.</summary>
    /// <param name="real">[B, D] of the product type</param>
    /// <param name="classes">[B] int64, the class of each sample, as an index among all C classes</param>
    /// <param name="learningRate">the learning rate of this step</param>
    public virtual void Learn(Tensor real, Tensor classes, double learningRate)
    {
    }

    /// <summary>
    /// Adds the gradient of this loss, with respect to the generated samples, to <paramref name="gradient"/>. Called
    /// once in every generator step. An implementation can also train its own networks on the generated samples.
    /// </summary>
    /// <param name="fake">[B, D] of the product type, generated samples</param>
    /// <param name="real">[B, D] of the product type, real samples of the same classes</param>
    /// <param name="classes">[B] int64, the class of each sample, as an index among all C classes</param>
    /// <param name="gradient">[B, D] of the product type; this loss's gradient is added to it</param>
    public abstract void AddGradient(Tensor fake, Tensor real, Tensor classes, Tensor gradient);

    /// <summary>
    /// Creates the map from features to the space that classifiers work in; null (default) if they work on the features
    /// themselves. The caller disposes it.
    /// </summary>
    public virtual FeatureMap? CreateFeatureMap() => null;

    /// <inheritdoc/>
    public virtual void SyncState(TrainingState state)
    {
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}
