using Unseen.Checkpoints;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Optimisation;

/// <summary>
/// Adam with L2 weight decay that reads and writes each array once. A gradient can be given as a matrix and a factor
/// for each row. The results are the same as with PyTorch's Adam.
/// </summary>
/// <remarks>
/// Kingma &amp; Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1. The weight decay is added to
/// the gradient.
/// </remarks>
internal sealed class FusedAdam(AdamSettings settings, FusedOperations operations) : IResumable
{
    private int _step;

    /// <summary>The learning rate, starting with the next step.</summary>
    public double LearningRate { get; set; } = settings.LearningRate;

    /// <summary>Begins the next step, in which every array is updated once.</summary>
    public void NextStep() => _step++;

    /// <inheritdoc/>
    public void SyncState(TrainingState state) => state.Sync("step", ref _step);

    /// <summary>Updates one array as part of the current step.</summary>
    /// <param name="array">[R, K] or [R]</param>
    /// <param name="gradient">of the shape of <paramref name="array"/>, float32 or the product type</param>
    /// <param name="scale">the factor of the gradient</param>
    /// <param name="rowScale">[R], the factors of the gradient's rows, or null</param>
    /// <param name="rowDots">
    /// [R], or null. The dot product of value and gradient of every row, before scaling and updating, is added to it
    /// </param>
    public void Update(TrainedArray array, Tensor gradient, double scale = 1, Tensor? rowScale = null,
        Tensor? rowDots = null)
    {
        var step = new AdamStep(
            settings, LearningRate / (1 - Math.Pow(settings.Beta1, _step)),
                Math.Sqrt(1 - Math.Pow(settings.Beta2, _step)), scale);
        operations.AdamUpdate(array, gradient, step, rowScale, rowDots);
    }
}
