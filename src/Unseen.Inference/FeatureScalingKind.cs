namespace Unseen.Inference;

/// <summary>How raw image features are brought to the scale that a classifier was trained on.</summary>
public enum FeatureScalingKind
{
    /// <summary>Features are used as they are.</summary>
    None,

    /// <summary>Per column (x - minimum) / (maximum - minimum) of the training part; a constant column is only
    /// shifted.</summary>
    MinMax,

    /// <summary>Every sample is divided by its Euclidean norm; a zero sample stays zero.</summary>
    L2,
}
