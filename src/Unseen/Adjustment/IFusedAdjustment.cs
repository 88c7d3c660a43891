namespace Unseen.Adjustment;

/// <summary>
/// An adjustment that can be used in training steps with closed-form gradients. With any other adjustment, the linear
/// classifier and the prototype learner train with autograd.
/// </summary>
internal interface IFusedAdjustment
{
    /// <summary>The constants that are added to the logits, one per class, [C]; null for none.</summary>
    IReadOnlyList<double>? LogitBias => null;

    /// <summary>
    /// Whether each class is seen, [C], for an adjustment that keeps only the largest unseen logit in the softmax of a
    /// seen sample. Null (default) for an adjustment that keeps all logits.
    /// </summary>
    IReadOnlyList<bool>? SeenIfOnlyLargestUnseen => null;

    /// <summary>The weight of the largest unseen logit in the softmax of a seen sample, default 1. Ignored if
    /// <see cref="SeenIfOnlyLargestUnseen"/> is null.</summary>
    double LargestUnseenWeight => 1;

    /// <summary>
    /// Standard deviation of the training noise on the descriptors that the classifier maps to prototypes; 0 for none.
    /// </summary>
    double DescriptorNoise => 0;
}
