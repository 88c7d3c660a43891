namespace Unseen.Experiments;

/// <summary>The data of the figures that show how one run works.</summary>
public sealed record ClassPictures
{
    /// <summary>The names of the unseen classes, [U].</summary>
    public required IReadOnlyList<string> UnseenClasses { get; init; }

    /// <summary>The joint t-SNE embedding of real and generated features of some unseen classes.</summary>
    public required IReadOnlyList<PlacedFeature> Places { get; init; }

    /// <summary>Cosines between the centres of generated features (rows) and of real test features (columns) of unseen
    /// classes, [U][U]; 0 for a class without features.</summary>
    public required double[][] SyntheticToReal { get; init; }

    /// <summary>Cosines between the centres of training features (rows) and of test features (columns) of seen
    /// classes, [S][S]; 0 for a class without features.</summary>
    public required double[][] TrainToTest { get; init; }

    /// <summary>The fraction of each true class's test images (rows) that is recognised as each class (columns),
    /// without an adjustment; [C][C], seen classes first, NaN for a class without test images.</summary>
    public required double[][] ConfusionBefore { get; init; }

    /// <summary>The same as <see cref="ConfusionBefore"/>, with the adjustment.</summary>
    public required double[][] ConfusionAfter { get; init; }

    /// <summary>The number of seen classes, which come first in the confusion matrices.</summary>
    public required int SeenClasses { get; init; }
}
