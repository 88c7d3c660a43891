using Unseen.Checkpoints;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Wgan;

/// <summary>What else than the critic a WGAN's generator learns from.</summary>
internal abstract class WganGuide : IResumable, IDisposable
{
    /// <summary>Learns from the real samples of a critic step.</summary>
    /// <param name="real">[B, D] of the product type</param>
    /// <param name="classes">[B] int64</param>
    /// <param name="learningRate">of this step</param>
    public virtual void Learn(Tensor real, Tensor classes, double learningRate)
    {
    }

    /// <summary>Adds the gradient of its loss to the generated samples'.</summary>
    /// <param name="fake">[B, D] of the product type, the generated samples</param>
    /// <param name="real">[B, D] of the product type, real samples of the same classes</param>
    /// <param name="classes">[B] int64</param>
    /// <param name="gradient">[B, D] of the product type, added to</param>
    public abstract void AddGradient(Tensor fake, Tensor real, Tensor classes, Tensor gradient);

    /// <summary>The space that classifiers are to work in, or null; the caller disposes it.</summary>
    public virtual FeatureMap? CreateFeatureMap() => null;

    /// <inheritdoc/>
    public virtual void SyncState(TrainingState state)
    {
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}
