namespace Unseen.Options;

/// <summary>The kind of an option's value.</summary>
public enum OptionKind
{
    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A whole number, or "auto" for a number that is chosen automatically.</summary>
    WholeOrAuto,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A number, or "auto" for a number that is chosen automatically.</summary>
    NumberOrAuto,

    /// <summary>On or off.</summary>
    Switch,

    /// <summary>One of a few names, or "auto" if the option can be chosen automatically.</summary>
    Choice,

    /// <summary>Text.</summary>
    Text,
}
