namespace Unseen.Descriptions;

/// <summary>How far classes can be recognised from their descriptions alone, as held-out seen classes tell.</summary>
public enum DescriptionVerdict
{
    /// <summary>There are too few seen classes with photographs to find out.</summary>
    Unknown,

    /// <summary>No better than guessing: shuffled descriptions do as well.</summary>
    Guessing,

    /// <summary>Better than guessing, but most images are still taken for another class.</summary>
    Weak,

    /// <summary>Classes are recognised from their descriptions.</summary>
    Works,
}
