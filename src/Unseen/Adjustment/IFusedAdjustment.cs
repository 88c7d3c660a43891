namespace Unseen.Adjustment;

/// <summary>
/// An adjustment that training steps with closed-form gradients support. All other adjustments use autograd.
/// </summary>
internal interface IFusedAdjustment
{
    /// <summary>The constant that is added to the logit of every class, [C]; null for none.</summary>
    IReadOnlyList<double>? LogitBias => null;

    /// <summary>
    /// For each class, whether it is seen; [C]. If this is set, the softmax of a seen sample contains only the largest
    /// of the unseen logits. Null (default) if it contains all logits.
    /// </summary>
    IReadOnlyList<bool>? LargestUnseenOf => null;

    /// <summary>The weight of the largest unseen logit in that softmax, default 1.</summary>
    double MaxUnseenWeight => 1;

    /// <summary>
    /// Standard deviation of the training noise on the descriptors that the classifier maps to prototypes; 0 for none.
    /// </summary>
    double DescriptorNoise => 0;
}
