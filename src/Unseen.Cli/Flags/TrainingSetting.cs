using System.Text.Json.Nodes;
using Unseen.Training;

namespace Unseen.Cli.Flags;

/// <summary>A flag that decides a run's numbers, and what it sets.</summary>
internal sealed record TrainingSetting
{
    public required Flag Flag { get; init; }

    /// <summary>Gives the options with the flag's value; the last argument is the flag's name for messages.</summary>
    public required Func<RunOptions, string, string, RunOptions> Set { get; init; }

    /// <summary>The value in the options, as a configuration file would give it.</summary>
    public required Func<RunOptions, JsonNode?> Get { get; init; }

    /// <summary>Whether the flag has an effect beside the other options.</summary>
    public Func<RunOptions, bool> Matters { get; init; } = _ => true;

    /// <summary>Whether a comparison may try several values.</summary>
    public bool InGrid { get; init; } = true;

    public static TrainingSetting Choice<T>(string name, string description, Func<RunOptions, T> get, Func<RunOptions, T, RunOptions> set)
        where T : struct, Enum
    {
        var choices = FlagText.Names<T>();
        return new()
        {
            Flag = Flag.Choice(name, description, choices),
            Set = (options, text, where) => set(options, FlagText.ToChoice<T>(text, where)),
            Get = options => Names.Of(get(options)),
        };
    }

    public static TrainingSetting Whole(
        string name, string valueName, string description, Func<RunOptions, int?> get, Func<RunOptions, int, RunOptions> set) => new()
        {
            Flag = new(name, FlagKind.Whole, valueName, description),
            Set = (options, text, where) => set(options, FlagText.ToWhole(text, where)),
            Get = options => get(options),
        };

    public static TrainingSetting Number(
        string name, string valueName, string description, Func<RunOptions, double> get, Func<RunOptions, double, RunOptions> set) => new()
        {
            Flag = new(name, FlagKind.Number, valueName, description),
            Set = (options, text, where) => set(options, FlagText.ToNumber(text, where)),
            Get = options => get(options),
        };

    public static TrainingSetting NumberOrAuto(
        string name, string description, Func<RunOptions, double?> get, Func<RunOptions, double?, RunOptions> set) => new()
        {
            Flag = new(name, FlagKind.NumberOrAuto, "X|auto", description),
            Set = (options, text, where) => set(options, FlagText.ToNumberOrAuto(text, where)),
            Get = options => get(options) is { } number ? number : "auto",
        };
}
