using System.CommandLine;
using Unseen.Options;

namespace Unseen.Cli.Flags;

/// <summary>
/// An option of a command, such as <c>--classifier-epochs</c> on the command line and <c>classifierEpochs</c> in a
/// configuration file.
/// </summary>
/// <param name="Name">name on the command line, with its dashes</param>
/// <param name="Kind">kind of the value</param>
/// <param name="ValueName">placeholder of the value in the help, empty for a switch</param>
/// <param name="Description">description in the help</param>
internal sealed record Flag(string Name, OptionKind Kind, string ValueName, string Description)
{
    /// <summary>The values of a <see cref="OptionKind.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether a configuration file can set the flag.</summary>
    public bool InConfig { get; init; } = true;

    /// <summary>Whether the value can be a list even for a command that trains a single configuration.</summary>
    public bool IsList { get; init; }

    public bool Hidden { get; init; }

    /// <summary>An older name that is still accepted, or null.</summary>
    public string? Alias { get; init; }

    /// <summary>The heading in the help, or null for the default heading.</summary>
    public string? Group { get; init; }

    /// <summary>Whether the short help lists the flag, default true.</summary>
    public bool IsCommon { get; init; } = true;

    /// <summary>The name in a configuration file.</summary>
    public string Key { get; } = GetKey(Name);

    /// <summary>Determines whether a key of a configuration file is the name or the alias.</summary>
    public bool IsCalled(string key) => key == Key || (Alias is not null && key == GetKey(Alias));

    /// <summary>Compares flags by name.</summary>
    public bool Equals(Flag? other) => other?.Name == Name;

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>Creates a flag whose value is one of several choices. The help shows the choices as the placeholder of
    /// the value. If they are too long for that, they are added to the description, before its default in brackets if
    /// it has one.</summary>
    public static Flag Choice(string name, string description, IReadOnlyList<string> choices)
    {
        const int maxLength = 20;
        var joined = string.Join('|', choices);
        if (joined.Length <= maxLength)
            return new(name, OptionKind.Choice, joined, description) { Choices = choices };
        var (text, ending) = description.LastIndexOf('[') is >= 0 and var start
            ? (description[..start].TrimEnd(), $" {description[start..]}") : (description.TrimEnd('.'), ".");
        return new(name, OptionKind.Choice, "NAME", $"{text}: {string.Join(", ", choices)}{ending}")
        { Choices = choices };
    }

    /// <summary>Puts flags under one heading of the help.</summary>
    public static IEnumerable<Flag> Under(string heading, params IEnumerable<Flag> flags) =>
        flags.Select(flag => flag with { Group = heading });

    /// <summary>Creates the option for the parser. Values are validated later, together with those of a configuration
    /// file.</summary>
    public Option ToOption()
    {
        string[] aliases = Alias is null ? [] : [Alias];
        if (Kind == OptionKind.Switch)
            return new Option<bool>(Name, aliases)
            { Description = Description, Arity = ArgumentArity.Zero, Hidden = Hidden };
        var option = new Option<string>(Name, aliases)
        {
            Description = Description,
            HelpName = ValueName,
            Arity = ArgumentArity.ExactlyOne,
            Hidden = Hidden,
        };
        option.CompletionSources.Add([.. Choices]);
        return option;
    }

    private static string GetKey(string name) =>
        string.Concat(name.TrimStart('-').Split('-')
            .Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
