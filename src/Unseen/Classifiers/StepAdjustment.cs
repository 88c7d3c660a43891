using Unseen.Adjustment;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Classifiers;

/// <summary>What an adjustment does to a batch of scores in a closed-form step.</summary>
internal sealed class StepAdjustment : IDisposable
{
    private readonly FusedOperations _operations;
    private readonly double _logWeight;
    private readonly Tensor? _isSeen; // [C], where unseen scores are left out

    /// <summary>Prepares an adjustment.</summary>
    /// <param name="adjustment">what is done to the logits, or null</param>
    /// <param name="classes">number of classes C</param>
    /// <param name="device">where the scores are</param>
    /// <param name="operations">for that device; borrowed</param>
    public StepAdjustment(IFusedAdjustment? adjustment, long classes, Device device, FusedOperations operations)
    {
        _operations = operations;
        Bias = adjustment?.LogitBias is { } bias
            ? tensor([.. bias], dtype: ScalarType.Float32, device: device).DetachFromDisposeScope()
            : zeros(classes, device: device).DetachFromDisposeScope();
        if (adjustment?.LargestUnseenOf is not { } isSeen)
            return;
        _logWeight = Math.Log(adjustment.MaxUnseenWeight);
        _isSeen = tensor(isSeen.Select(seen => seen ? 1f : 0f).ToArray(), device: device).DetachFromDisposeScope();
    }

    /// <summary>What is added to the logits in the loss; [C].</summary>
    public Tensor Bias { get; }

    /// <summary>Leaves out what the adjustment leaves out.</summary>
    /// <param name="scores">[B, C] of the product type, changed</param>
    /// <param name="bias">[C] that the logits have beside the scores, which goes into them where that matters; or
    /// null</param>
    /// <param name="scale">what the scores are multiplied by in the softmax</param>
    /// <param name="labels">[N] int64</param>
    /// <param name="rows">[B] int64</param>
    public void Apply(Tensor scores, Tensor? bias, double scale, Tensor labels, Tensor rows)
    {
        if (_isSeen is null)
            return;
        if (bias is not null)
        {
            scores.PlusInPlace(bias);
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
