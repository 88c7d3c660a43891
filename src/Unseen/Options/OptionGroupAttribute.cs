namespace Unseen.Options;

/// <summary>
/// Adds the options of a nested record under a prefix: <c>epochs</c> becomes <c>classifierEpochs</c>.
/// </summary>
/// <param name="prefix">the prefix of the options' names, in camelCase</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionGroupAttribute(string prefix) : Attribute
{
    /// <summary>The prefix of the options' names, in camelCase.</summary>
    public string Prefix { get; } = prefix;
}
