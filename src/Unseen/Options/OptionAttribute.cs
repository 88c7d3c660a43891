namespace Unseen.Options;

/// <summary>
/// Makes a property of an options record an option: a flag, a key in configurations and sweeps, a line of help and a
/// range check follow from it.
/// </summary>
/// <remarks>
/// The property is an <see cref="int"/>, <see cref="double"/>, <see cref="bool"/> or enum with an <c>init</c> accessor,
/// or a nullable number, of which null means that the value is chosen automatically. The value that a new record has is
/// the default.
/// </remarks>
/// <param name="description">what it does, one sentence, as the help prints it</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAttribute(string description) : Attribute
{
    /// <summary>What it does, one sentence.</summary>
    public string Description { get; } = description;

    /// <summary>The option's name, such as <c>classifierHidden</c>; null (default) for the property's in
    /// camelCase.</summary>
    public string? Name { get; init; }

    /// <summary>An older name that is still read; null (default) for none.</summary>
    public string? Alias { get; init; }

    /// <summary>What reports call it, such as σ; null (default) for its name.</summary>
    public string? Symbol { get; init; }

    /// <summary>The smallest value allowed.</summary>
    public double AtLeast { get; init; } = double.NegativeInfinity;

    /// <summary>Values must be larger than this.</summary>
    public double MoreThan { get; init; } = double.NegativeInfinity;

    /// <summary>The largest value allowed.</summary>
    public double AtMost { get; init; } = double.PositiveInfinity;

    /// <summary>Values must be smaller than this.</summary>
    public double LessThan { get; init; } = double.PositiveInfinity;

    /// <summary>What the value 0 is called, such as none; null (default) if it has no name.</summary>
    public string? Zero { get; init; }

    /// <summary>The name of a <see cref="bool"/> property of the record that tells whether the option has an effect;
    /// null (default) if it always has.</summary>
    public string? When { get; init; }

    /// <summary>Whether all runs of a comparison must have the same value.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether short help lists it.</summary>
    public bool IsCommon { get; init; }
}
