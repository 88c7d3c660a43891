using Unseen.Checkpoints;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Optimisation;

/// <summary>
/// Adam with L2 weight decay that reads and writes each array once, and can take a gradient in the form of rows and
/// their factors. Computes what PyTorch's Adam does.
/// </summary>
/// <remarks>Kingma &amp; Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1; the decay is part of
/// the gradient.</remarks>
internal sealed class FusedAdam(AdamSettings settings, FusedOperations operations) : IResumable
{
    private int _step;

    /// <summary>The learning rate from the next step on.</summary>
    public double LearningRate { get; set; } = settings.LearningRate;

    /// <summary>Begins the next step; then every array is updated once.</summary>
    public void NextStep() => _step++;

    /// <inheritdoc/>
    public void SyncState(TrainingState state) => state.Sync("step", ref _step);

    /// <summary>Updates one array by this step.</summary>
    /// <param name="array">[R, K] or [R]</param>
    /// <param name="gradient">as <paramref name="array"/>, float32 or the product type</param>
    /// <param name="scale">multiplies the gradient</param>
    /// <param name="rowScale">[R], multiplies the gradient's rows, or null</param>
    /// <param name="rowDots">[R], to which value·gradient (before scaling and updating) of every row is added, or
    /// null</param>
    public void Update(TrainedArray array, Tensor gradient, double scale = 1, Tensor? rowScale = null,
        Tensor? rowDots = null)
    {
        var step = new AdamStep(
            settings, LearningRate / (1 - Math.Pow(settings.Beta1, _step)),
                Math.Sqrt(1 - Math.Pow(settings.Beta2, _step)), scale);
        operations.AdamUpdate(array, gradient, step, rowScale, rowDots);
    }
}
