using System.Collections.Concurrent;
using Unseen.Options;

namespace Unseen.Methods;

/// <summary>
/// A method and its settings. Every method is a public record with a public parameterless constructor. The properties
/// with an <see cref="OptionAttribute"/> are the options of the method. Flags, keys of configurations and sweeps, help,
/// range checks and checkpoints are derived from them.
/// </summary>
public abstract record MethodOptions
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<OptionDescription>> _options = [];

    /// <summary>The name of the method and the text about it that users read.</summary>
    public abstract MethodDescription Description { get; }

    /// <summary>The name of the method.</summary>
    public string Name => Description.Name;

    /// <summary>All options of the method.</summary>
    public IReadOnlyList<OptionDescription> AllOptions => _options.GetOrAdd(GetType(), OptionDescription.GetAll);

    /// <summary>Finds an option by its name or its alias; null if there is none.</summary>
    public OptionDescription? FindOption(string name) =>
        AllOptions.FirstOrDefault(option => option.Name == name || option.Alias == name);

    /// <summary>Checks that every option is in its range. Returns all problems, one sentence each.</summary>
    public IEnumerable<string> Problems() => AllOptions.Select(option => option.Problem(this)).OfType<string>();
}
