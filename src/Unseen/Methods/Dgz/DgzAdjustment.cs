using Unseen.Adjustment;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Methods.Dgz;

/// <summary>
/// The loss of deconstructed generation-based zero-shot learning (DGZ). For a seen sample, the softmax contains all
/// seen logits but only the largest unseen logit, with a weight. For a pseudo-sample of an unseen class, it is the
/// usual softmax over all classes.
/// </summary>
/// <remarks>
/// <para>
/// Chen et al., "Deconstructed Generation-Based Zero-Shot Model", AAAI 2023. With the weight λ1, the loss of a sample
/// x of seen class y is:
/// </para>
/// <code>loss(x, y) = -log( exp f_y / (Σ_seen exp f_s + λ1 max_unseen exp f_u) )</code>
/// <para>
/// The paper also adds noise to the descriptors in training. Here, only the prototype learner does so, because it is
/// the only classifier with this loss that takes descriptors as its input. Immutable and thread-safe.
/// </para>
/// </remarks>
public sealed class DgzAdjustment : ILogitAdjustment, IFusedAdjustment
{
    private readonly bool[] _isSeen;

    /// <summary>Creates the adjustment.</summary>
    /// <param name="isSeen">[C] true for the seen classes; at least one class must be seen and one unseen</param>
    /// <param name="unseenWeight">the weight λ1, finite and greater than 0</param>
    /// <param name="descriptorNoise">
    /// the standard deviation of the noise on the prototype learner's descriptors, finite and at least 0, default 0.08
    /// </param>
    /// <exception cref="ArgumentException">
    /// All classes are seen, all are unseen, or a number is out of range.
    /// </exception>
    public DgzAdjustment(IReadOnlyList<bool> isSeen, double unseenWeight, double descriptorNoise = 0.08)
    {
        ArgumentNullException.ThrowIfNull(isSeen);
        Require.Positive(unseenWeight);
        Require.That(double.IsFinite(descriptorNoise) && descriptorNoise >= 0, nameof(descriptorNoise),
            "finite and at least 0", descriptorNoise);
        Require.That(isSeen.Contains(true) && isSeen.Contains(false), nameof(isSeen),
            "true for at least one class and false for at least one", "the same for all");
        _isSeen = [.. isSeen];
        UnseenWeight = unseenWeight;
        DescriptorNoise = descriptorNoise;
    }

    /// <summary>The weight λ1.</summary>
    public double UnseenWeight { get; }

    /// <summary>Standard deviation of the noise on the prototype learner's descriptors.</summary>
    public double DescriptorNoise { get; }

    /// <summary>For each class, whether it is seen; [C].</summary>
    public IReadOnlyList<bool> IsSeen => _isSeen;

    IReadOnlyList<bool>? IFusedAdjustment.SeenIfOnlyLargestUnseen => _isSeen;

    double IFusedAdjustment.LargestUnseenWeight => UnseenWeight;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The last dimension of <paramref name="logits"/> is not C.</exception>
    public Tensor Adjust(Tensor logits, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        Require.That(logits.shape[^1] == _isSeen.Length, nameof(logits),
            $"of {_isSeen.Length} classes in the last dimension", logits.shape[^1]);
        using var scope = NewDisposeScope();
        var seen = tensor(_isSeen, device: logits.device); // [C]
        var largest = logits.Masked(seen, double.NegativeInfinity).argmax(1, keepdim: true); // [B, 1]
        var isLargest = zeros_like(logits, dtype: ScalarType.Bool).scatter_(
            1, largest, ones_like(largest, dtype: ScalarType.Bool)); // [B, C]
        var ofSeenSample = seen.index_select(0, labels).unsqueeze(1); // [B, 1]
        var weighted = logits.Plus(isLargest.to(logits.dtype).Times(Math.Log(UnseenWeight)));
        var alone = weighted.Masked(seen.logical_or(isLargest).logical_not(), double.NegativeInfinity); // [B, C]
        return where(ofSeenSample, alone, logits).MoveToOuterDisposeScope();
    }
}
