namespace Unseen.Classifiers;

/// <summary>The classifier over all C classes.</summary>
public enum ClassifierKind
{
    /// <summary>Descriptors are mapped to prototypes, compared with features by cosine (method of ZLAP).</summary>
    Prototype,

    /// <summary>One linear layer with softmax.</summary>
    Linear,
}
