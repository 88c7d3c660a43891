using System.Text.Json.Nodes;
using Unseen.Methods;
using Unseen.Options;

namespace Unseen.Training;

/// <summary>A setting of a run that can be chosen by name: a method, an option of methods, or an option of the run
/// itself.</summary>
public abstract class RunSetting
{
    private protected RunSetting(string name, string? alias, string description) =>
        (Name, Alias, Description) = (name, alias, description);

    /// <summary>The name in configurations and sweeps, in camelCase. The command-line flag is the same in
    /// kebab-case.</summary>
    public string Name { get; }

    /// <summary>An older name that is still accepted, or null.</summary>
    public string? Alias { get; }

    /// <summary>What the setting does, and its default.</summary>
    public string Description { get; }

    /// <summary>The kind of the value.</summary>
    public abstract OptionKind Kind { get; }

    /// <summary>The names to choose from if <see cref="Kind"/> is <see cref="OptionKind.Choice"/>, otherwise
    /// empty.</summary>
    public virtual IReadOnlyList<string> Choices => [];

    /// <summary>Whether the setting chooses a method.</summary>
    internal virtual bool IsMethod => false;

    /// <summary>Whether all runs of a comparison must have the same value.</summary>
    public virtual bool IsShared => false;

    /// <summary>Whether the short help lists the setting.</summary>
    public virtual bool IsCommon => true;

    /// <summary>The heading in the help.</summary>
    public abstract string Group { get; }

    /// <summary>Determines whether the setting has an effect, given the run's other options.</summary>
    public virtual bool Matters(RunOptions options) => true;

    /// <summary>Gets the value in a run's options: a number, text, a name, true or false; <c>auto</c> or null if it is
    /// chosen automatically.</summary>
    /// <exception cref="InvalidOperationException">The setting is an option that the run's methods do not
    /// have.</exception>
    public abstract JsonNode? ValueIn(RunOptions options);

    /// <summary>Returns options with another value of this setting.</summary>
    /// <param name="options">the options, which are not changed</param>
    /// <param name="text">the value as text</param>
    /// <exception cref="FormatException">The text is not a valid value. The message says what it must be.</exception>
    /// <exception cref="InvalidOperationException">The setting is an option that the run's methods do not
    /// have.</exception>
    public abstract RunOptions Apply(RunOptions options, string text);

    /// <summary>A setting that chooses a method.</summary>
    internal sealed class MethodChoice<T>(
        string name, string? alias, string description,
            IReadOnlyList<T> methods, Func<RunOptions, T> get, Func<RunOptions, T, RunOptions> set)
        : RunSetting(name, alias, description)
        where T : MethodOptions
    {
        public override OptionKind Kind => OptionKind.Choice;

        internal override bool IsMethod => true;

        public override IReadOnlyList<string> Choices { get; } = [.. methods.Select(method => method.Name)];

        public override string Group => "Methods";

        public override JsonNode? ValueIn(RunOptions options) => get(options).Name;

        public override RunOptions Apply(RunOptions options, string text) =>
            methods.FirstOrDefault(method => method.Name == text) is { } method
            ? set(options, method)
            : throw new FormatException($"{Name} must be one of {string.Join(", ", Choices)}, but was '{text}'.");
    }

    /// <summary>A setting that is an option of one or more generators, classifiers or adjustments.</summary>
    internal sealed class MethodOptionSetting<T>(
        string name, string description, IReadOnlyList<OptionDescription> options, string group,
        Func<RunOptions, T> get, Func<RunOptions, T, RunOptions> set)
        : RunSetting(name, options[0].Alias, description)
        where T : MethodOptions
    {
        public override OptionKind Kind => options[0].Kind;

        public override IReadOnlyList<string> Choices => options[0].Choices;

        public override bool IsCommon => options.Any(option => option.IsCommon);

        public override string Group => group;

        public override bool Matters(RunOptions options) =>
            get(options).FindOption(Name) is { } option && option.Matters(get(options));

        public override JsonNode? ValueIn(RunOptions options) =>
            GetOption(options).Get(get(options)) ?? OptionDescription.Auto;

        public override RunOptions Apply(RunOptions options, string text) =>
            set(options, GetOption(options).With(get(options), text));

        private OptionDescription GetOption(RunOptions options) => get(options).FindOption(Name)
            ?? throw new InvalidOperationException($"{Name} must be an option of {get(options).Name}.");
    }

    /// <summary>A setting that is an option of the run itself.</summary>
    internal sealed class RunOptionSetting(string description, OptionDescription option)
        : RunSetting(option.Name, option.Alias, description)
    {
        public override OptionKind Kind => option.Kind;

        public override IReadOnlyList<string> Choices => option.Choices;

        public override bool IsShared => option.IsShared;

        public override bool IsCommon => option.IsCommon;

        public override string Group => "Run";

        public override bool Matters(RunOptions options) => option.Matters(options);

        public override JsonNode? ValueIn(RunOptions options) => option.Get(options);

        public override RunOptions Apply(RunOptions options, string text) => option.With(options, text);
    }
}
