namespace Unseen.Classifiers;

/// <summary>ESZSL's penalties; those that are null are chosen, on validation in the fair protocol.</summary>
public sealed record EszslOptions
{
    /// <summary>Penalty γ on the map of the descriptors into feature space, greater than 0; null (default) chooses among 0.001 ... 1000.</summary>
    public double? FeaturePenalty { get; init; }

    /// <summary>Penalty λ on the map of the features into descriptor space, greater than 0; null (default) chooses among 0.001 ... 1000.</summary>
    public double? DescriptorPenalty { get; init; }

    internal IEnumerable<string> Problems()
    {
        foreach (var (name, value) in new[] { ("featurePenalty", FeaturePenalty), ("descriptorPenalty", DescriptorPenalty) })
            if (value is { } penalty && !(double.IsFinite(penalty) && penalty > 0))
                yield return $"eszsl.{name} must be finite and greater than 0, but was {penalty}.";
    }
}
