using Unseen.Runs;
using Unseen.Runs.Records;

namespace Unseen.Cli.Flags;

/// <summary>The values that the user set, as text, with the source of each.</summary>
/// <param name="training">the flags of methods that there are; null (default) for those of the built-in methods</param>
internal sealed class FlagValues(TrainingFlags? training = null)
{
    /// <summary>The text of a switch that is on.</summary>
    public const string On = JsonConfig.On;

    /// <summary>The text of a switch that a configuration file turns off.</summary>
    public const string Off = JsonConfig.Off;

    private readonly Dictionary<Flag, (string Text, string Name)> _values = [];
    private readonly HashSet<Flag> _closed = [];

    /// <summary>The flags of methods that there are.</summary>
    public TrainingFlags Training { get; } = training ?? TrainingFlags.BuiltIn;

    /// <summary>Sets a value, unless an earlier source has.</summary>
    /// <param name="flag">the flag</param>
    /// <param name="text">its value</param>
    /// <param name="name">how the user wrote the flag, for messages</param>
    public void Set(Flag flag, string text, string name)
    {
        if (!_closed.Contains(flag))
            _values.TryAdd(flag, (text, name));
    }

    /// <summary>Marks these flags as mutually exclusive: once one is set, later sources cannot set another.</summary>
    public void CloseTogether(params IReadOnlyCollection<Flag> flags)
    {
        if (flags.Any(_values.ContainsKey))
            _closed.UnionWith(flags);
    }

    public string? Text(Flag flag) => _values.TryGetValue(flag, out var value) ? value.Text : null;

    public bool IsOn(Flag flag) => Text(flag) == On;

    /// <summary>The flag as the user wrote it, such as "--sigma" or "run.json: sigma".</summary>
    public string NameOf(Flag flag) => _values.TryGetValue(flag, out var value) ? value.Name : flag.Name;

    /// <summary>A value that must be there.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public string Require(Flag flag) =>
        Text(flag) ?? throw new UsageException($"{flag.Name} {flag.ValueName} is required.");
}
