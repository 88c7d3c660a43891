using System.Collections.Concurrent;
using Unseen.Options;

namespace Unseen.Methods;

/// <summary>
/// A method and its settings: a sealed record with a constructor without parameters, whose properties with an
/// <see cref="OptionAttribute"/> are the method's options. Flags, configuration and sweep keys, help, validation and
/// checkpoints follow from it.
/// </summary>
public abstract record MethodOptions
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<OptionDescription>> _options = [];

    /// <summary>What the method is.</summary>
    public abstract MethodDescription Description { get; }

    /// <summary>The method's name.</summary>
    public string Name => Description.Name;

    /// <summary>All options of the method.</summary>
    public IReadOnlyList<OptionDescription> AllOptions => _options.GetOrAdd(GetType(), OptionDescription.Of);

    /// <summary>The option of a name or an older name, or null.</summary>
    public OptionDescription? FindOption(string name) =>
        AllOptions.FirstOrDefault(option => option.Name == name || option.Alias == name);

    /// <summary>All that is wrong with the settings, one sentence each.</summary>
    public IEnumerable<string> Problems() => AllOptions.Select(option => option.Problem(this)).OfType<string>();
}
