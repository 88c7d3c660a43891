namespace Unseen.Experiments;

/// <summary>What the pictures of one run are drawn from.</summary>
public sealed record ClassPictures
{
    /// <summary>Names of the unseen classes; [U].</summary>
    public required IReadOnlyList<string> UnseenClasses { get; init; }

    /// <summary>t-SNE of some unseen classes' features, real and generated together.</summary>
    public required IReadOnlyList<PlacedFeature> Places { get; init; }

    /// <summary>Cosine of the centres of generated features (rows) with those of real test features (columns) of unseen
    /// classes; [U][U].</summary>
    public required double[][] SyntheticToReal { get; init; }

    /// <summary>Cosine of the centres of training features (rows) with those of test features (columns) of seen
    /// classes; [S][S].</summary>
    public required double[][] TrainToTest { get; init; }

    /// <summary>Share of each true class's test images (rows) that is recognised as each class (columns), without an
    /// adjustment; [C][C], seen first.</summary>
    public required double[][] ConfusionBefore { get; init; }

    /// <summary>As <see cref="ConfusionBefore"/>, with ZLA.</summary>
    public required double[][] ConfusionAfter { get; init; }

    /// <summary>Number of seen classes, which come first in the confusions.</summary>
    public required int SeenClasses { get; init; }
}
