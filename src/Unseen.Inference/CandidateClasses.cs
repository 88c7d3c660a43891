namespace Unseen.Inference;

/// <summary>Which classes a prediction may name.</summary>
public enum CandidateClasses
{
    /// <summary>Seen and unseen classes: generalized zero-shot recognition.</summary>
    All,

    /// <summary>Unseen classes alone: conventional zero-shot recognition.</summary>
    UnseenOnly,

    /// <summary>Seen classes alone.</summary>
    SeenOnly,
}
