using Unseen.Adjustment;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Classifiers;

/// <summary>Applies an adjustment to a batch of scores in a closed-form training step.</summary>
internal sealed class StepAdjustment : IDisposable
{
    private readonly FusedOperations _operations;
    private readonly double _logWeight;
    private readonly Tensor? _isSeen; // [C], 1 for seen and 0 for unseen classes; null if no score is removed

    /// <summary>Prepares an adjustment.</summary>
    /// <param name="adjustment">the adjustment of the logits, or null for none</param>
    /// <param name="classes">the number of classes C</param>
    /// <param name="device">the device of the scores</param>
    /// <param name="operations">the operations for that device; not disposed</param>
    /// <exception cref="ArgumentException">The adjustment is for another number of classes.</exception>
    public StepAdjustment(IFusedAdjustment? adjustment, long classes, Device device, FusedOperations operations)
    {
        var own = adjustment?.LogitBias?.Count ?? adjustment?.SeenIfOnlyLargestUnseen?.Count ?? classes;
        Require.That(own == classes, nameof(adjustment), $"of {classes} classes", $"of {own}");
        _operations = operations;
        Bias = adjustment?.LogitBias is { } bias
            ? tensor([.. bias], dtype: ScalarType.Float32, device: device).DetachFromDisposeScope()
            : zeros(classes, device: device).DetachFromDisposeScope();
        if (adjustment?.SeenIfOnlyLargestUnseen is not { } isSeen)
            return;
        _logWeight = Math.Log(adjustment.LargestUnseenWeight);
        _isSeen = tensor(isSeen.Select(seen => seen ? 1f : 0f).ToArray(), device: device).DetachFromDisposeScope();
    }

    /// <summary>The bias that the loss adds to the logits; [C].</summary>
    public Tensor Bias { get; }

    /// <summary>Removes the unseen scores that the adjustment excludes from the softmax of seen samples.</summary>
    /// <param name="scores">[B, C] of the product type, modified</param>
    /// <param name="bias">
    /// [C] the bias that the loss adds to the scaled scores. If unseen scores are removed, this method adds the
    /// bias, divided by the scale, to the scores, and sets the bias to 0. Null for none
    /// </param>
    /// <param name="scale">the factor that the softmax multiplies the scores by</param>
    /// <param name="labels">[N] int64, the classes of all samples</param>
    /// <param name="rows">[B] int64, the indices of the batch's samples</param>
    public void Apply(Tensor scores, Tensor? bias, double scale, Tensor labels, Tensor rows)
    {
        if (_isSeen is null)
            return;
        if (bias is not null)
        {
            scores.PlusScaledInPlace(bias, 1 / scale);
            bias.zero_();
        }

        _operations.KeepLargestUnseen(scores, _isSeen, _logWeight / scale, labels, rows);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Bias.Dispose();
        _isSeen?.Dispose();
    }
}
