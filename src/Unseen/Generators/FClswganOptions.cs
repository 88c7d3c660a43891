namespace Unseen.Generators;

/// <summary>What f-CLSWGAN adds to the WGAN.</summary>
public sealed record FClswganOptions
{
    /// <summary>Weight of the frozen classifier's cross-entropy on generated features, at least 0, default 0.01.</summary>
    public double ClassificationWeight { get; init; } = 0.01;

    /// <summary>Epochs of the classifier's training on real seen features before it is frozen, at least 1, default 50.</summary>
    public int ClassifierEpochs { get; init; } = 50;

    internal IEnumerable<string> Problems()
    {
        if (!(double.IsFinite(ClassificationWeight) && ClassificationWeight >= 0))
            yield return $"fClswgan.classificationWeight must be finite and at least 0, but was {ClassificationWeight}.";
        if (ClassifierEpochs < 1)
            yield return $"fClswgan.classifierEpochs must be at least 1, but was {ClassifierEpochs}.";
    }
}
