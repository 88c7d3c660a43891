using System.Text.Json.Nodes;
using Unseen.Methods;
using Unseen.Options;

namespace Unseen.Runs;

/// <summary>Describes methods and their options as text and as JSON.</summary>
internal static class MethodText
{
    /// <summary>Gets the name of the option that selects the method: generator, classifier or adjust.</summary>
    public static string GetKind(MethodOptions method) =>
        method is GeneratorOptions ? "generator" : method is ClassifierOptions ? "classifier" : "adjust";

    /// <summary>Describes an option and its range or choices.</summary>
    public static string Describe(OptionDescription option) => (option.Range, option.Choices) switch
    {
        ({ } range, _) => $"{option.Description} ({range})",
        (_, { Count: > 0 } choices) => $"{option.Description} ({string.Join(", ", choices)})",
        _ => option.Description,
    };

    /// <summary>Gets the default of an option as text, such as 0.5, on or auto.</summary>
    public static string GetDefault(OptionDescription option, MethodOptions method) =>
        option.Get(method) is { } value ? option.Kind == OptionKind.Switch ? (bool)value ? "on" : "off"
            : value.ToString() : OptionDescription.Auto;

    /// <summary>Describes a method and its options as JSON.</summary>
    public static JsonObject ToJson(MethodOptions method) => new()
    {
        ["name"] = method.Name,
        ["kind"] = GetKind(method),
        ["summary"] = method.Description.Summary,
        ["paper"] = method.Description.Paper,
        ["options"] = JsonText.CreateArray(method.AllOptions.Select(option => new JsonObject
        {
            ["name"] = option.Name,
            ["description"] = option.Description,
            ["default"] = option.Get(method) ?? OptionDescription.Auto,
            ["range"] = option.Range,
        })),
    };
}
