namespace Unseen.Adjustment;

/// <summary>The DGZ loss's settings.</summary>
public sealed record DgzOptions
{
    /// <summary>
    /// λ1, the weight of the largest unseen logit in a seen sample's softmax, greater than 0; null (default) chooses it on validation.
    /// Published: AwA2 0.005, aPY 0.04, SUN 0.8, CUB 2.
    /// </summary>
    public double? UnseenWeight { get; init; }

    /// <summary>Standard deviation of the noise on the prototype learner's descriptors in training, at least 0, default 0.08.</summary>
    public double DescriptorNoise { get; init; } = 0.08;

    internal IEnumerable<string> Problems()
    {
        if (UnseenWeight is { } weight && !(double.IsFinite(weight) && weight > 0))
            yield return $"dgz.unseenWeight must be finite and greater than 0, but was {weight}.";
        if (!(double.IsFinite(DescriptorNoise) && DescriptorNoise >= 0))
            yield return $"dgz.descriptorNoise must be finite and at least 0, but was {DescriptorNoise}.";
    }
}
