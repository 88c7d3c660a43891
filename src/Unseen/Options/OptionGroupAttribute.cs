namespace Unseen.Options;

/// <summary>Adds the options of a nested record, with a prefix: <c>epochs</c> becomes
/// <c>classifierEpochs</c>.</summary>
/// <param name="prefix">what their names begin with, in camelCase</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionGroupAttribute(string prefix) : Attribute
{
    /// <summary>What their names begin with.</summary>
    public string Prefix { get; } = prefix;
}
