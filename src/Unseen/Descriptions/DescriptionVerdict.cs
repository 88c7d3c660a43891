namespace Unseen.Descriptions;

/// <summary>How well classes can be recognised from their descriptions alone, measured on held-out seen
/// classes.</summary>
public enum DescriptionVerdict
{
    /// <summary>There are fewer than 6 or more than 2000 seen classes with photographs and a description.</summary>
    Unknown,

    /// <summary>No better than guessing: shuffled descriptions do as well, also on pairs of classes.</summary>
    Guessing,

    /// <summary>Better than guessing, but not by much, not with certainty, or only on pairs of classes.</summary>
    Weak,

    /// <summary>Clearly better than guessing.</summary>
    Works,
}
