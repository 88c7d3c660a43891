using Unseen.Runs;
using Unseen.Runs.Records;

namespace Unseen.Cli.Flags;

/// <summary>The values that the user set, as text, and the source of each.</summary>
/// <param name="training">the flags of the available methods; null (default) for those of the built-in methods</param>
internal sealed class FlagValues(TrainingFlags? training = null)
{
    /// <summary>The text of a switch that is on.</summary>
    public const string On = JsonConfig.On;

    private readonly Dictionary<Flag, (string Text, string Name)> _values = [];
    private readonly HashSet<Flag> _closed = [];

    /// <summary>The flags of the available methods.</summary>
    public TrainingFlags Training { get; } = training ?? TrainingFlags.BuiltIn;

    /// <summary>Sets a value, unless an earlier source has set it.</summary>
    /// <param name="flag">the flag</param>
    /// <param name="text">the value</param>
    /// <param name="name">name of the flag in error messages, as the user wrote it</param>
    public void Set(Flag flag, string text, string name)
    {
        if (!_closed.Contains(flag))
            _values.TryAdd(flag, (text, name));
    }

    /// <summary>Sets a value, also if a configuration has set it, but not if the command line has.</summary>
    public void Override(Flag flag, string text, string name)
    {
        if (Text(flag) is null || GetName(flag) != flag.Name)
            _values[flag] = (text, name);
    }

    /// <summary>Marks these flags as mutually exclusive: once one is set, later sources cannot set another.</summary>
    public void CloseTogether(params IReadOnlyCollection<Flag> flags)
    {
        if (flags.Any(_values.ContainsKey))
            _closed.UnionWith(flags);
    }

    public string? Text(Flag flag) => _values.TryGetValue(flag, out var value) ? value.Text : null;

    public bool IsOn(Flag flag) => Text(flag) == On;

    /// <summary>Gets the name of a flag as the user wrote it, such as "--sigma" or "run.json: sigma".</summary>
    public string GetName(Flag flag) => _values.TryGetValue(flag, out var value) ? value.Name : flag.Name;

    /// <summary>Gets a value that must be set.</summary>
    /// <exception cref="UsageException">The value is not set.</exception>
    public string Require(Flag flag) =>
        Text(flag) ?? throw new UsageException($"{flag.Name} {flag.ValueName} is required.");

    /// <summary>Requires that at most one of two flags is set.</summary>
    /// <exception cref="UsageException">Both are set.</exception>
    public void RefuseBoth(Flag flag, Flag other)
    {
        if (Text(flag) is not null && Text(other) is not null)
            throw UsageException.Together(flag.Name, other.Name);
    }
}
