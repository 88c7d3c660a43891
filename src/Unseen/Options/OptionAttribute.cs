namespace Unseen.Options;

/// <summary>
/// Marks a property of an options record as an option. Its flag, its key in configurations and sweeps, its line in the
/// help and its range check are derived from this attribute.
/// </summary>
/// <remarks>
/// The property is an <see cref="int"/>, <see cref="double"/>, <see cref="bool"/>, <see cref="string"/> or enum with
/// an <c>init</c> accessor. Numbers and enums may be nullable; null means that the value is chosen automatically. The
/// value in a new record is the default.
/// </remarks>
/// <param name="description">what the option does, in one sentence, as shown in the help</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAttribute(string description) : Attribute
{
    /// <summary>What the option does, in one sentence.</summary>
    public string Description { get; } = description;

    /// <summary>
    /// The name of the option, such as <c>classifierHidden</c>; null (default) for the name of the property in
    /// camelCase.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>An older name that is still accepted; null (default) for none.</summary>
    public string? Alias { get; init; }

    /// <summary>The symbol in reports, such as σ; null (default) for the name of the option.</summary>
    public string? Symbol { get; init; }

    /// <summary>The smallest value allowed, default none.</summary>
    public double AtLeast { get; init; } = double.NegativeInfinity;

    /// <summary>An exclusive lower bound: values must be greater than this; default none.</summary>
    public double MoreThan { get; init; } = double.NegativeInfinity;

    /// <summary>The largest value allowed, default none.</summary>
    public double AtMost { get; init; } = double.PositiveInfinity;

    /// <summary>An exclusive upper bound: values must be less than this; default none.</summary>
    public double LessThan { get; init; } = double.PositiveInfinity;

    /// <summary>The name of the value 0 of a nullable number, such as <c>law</c>; null (default) if it has no name. A 0
    /// with a name is always allowed.</summary>
    public string? Zero { get; init; }

    /// <summary>The name of a <see cref="bool"/> property of the record that determines whether the option has an
    /// effect; null (default) if it always has an effect.</summary>
    public string? When { get; init; }

    /// <summary>Whether all runs of a comparison must have the same value.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether the short help lists the option.</summary>
    public bool IsCommon { get; init; }
}
