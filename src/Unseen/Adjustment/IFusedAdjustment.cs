namespace Unseen.Adjustment;

/// <summary>An adjustment that steps with gradients in closed form can do; all others go through autograd.</summary>
internal interface IFusedAdjustment
{
    /// <summary>What is added to every class's logit, [C]; null for nothing.</summary>
    IReadOnlyList<double>? LogitBias => null;

    /// <summary>Which classes are seen, [C], if of a seen sample's unseen logits only the largest stays; null if all
    /// do.</summary>
    IReadOnlyList<bool>? LargestUnseenOf => null;

    /// <summary>The weight of that largest unseen logit in the softmax.</summary>
    double MaxUnseenWeight => 1;

    /// <summary>Standard deviation of noise on the descriptors that classes are mapped from in training; 0 for
    /// none.</summary>
    double DescriptorNoise => 0;
}
