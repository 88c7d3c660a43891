namespace Unseen.Inference;

/// <summary>Specifies the classes that a prediction chooses from.</summary>
public enum CandidateClasses
{
    /// <summary>Seen and unseen classes: generalized zero-shot recognition.</summary>
    All,

    /// <summary>Only unseen classes: conventional zero-shot recognition.</summary>
    UnseenOnly,

    /// <summary>Only seen classes.</summary>
    SeenOnly,
}
