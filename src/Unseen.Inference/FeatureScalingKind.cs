namespace Unseen.Inference;

/// <summary>Specifies how raw image features are scaled before classification.</summary>
public enum FeatureScalingKind
{
    /// <summary>Features are used as they are.</summary>
    None,

    /// <summary>Each column becomes (x - minimum) / (maximum - minimum), with the range of the training data. In a
    /// constant column, only the minimum is subtracted.</summary>
    MinMax,

    /// <summary>Every sample is divided by its Euclidean norm; a zero sample stays zero.</summary>
    L2,
}
