using System.Text.Json.Nodes;
using Spectre.Console;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Methods;
using Unseen.Options;
using Unseen.Runs;

namespace Unseen.Cli.Reporting;

/// <summary>Prints the description and the options of a method.</summary>
internal static class MethodReport
{
    /// <summary>Prints the methods with one name, which can be of different kinds.</summary>
    public static void Write(IReadOnlyList<MethodOptions> methods, FlagValues values, Terminal terminal)
    {
        if (values.IsOn(CommonFlags.Json))
        {
            terminal.Output.WriteLine(JsonText.OneLine(JsonText.OfNodes(methods.Select(ToJson))));
            return;
        }

        var screen = terminal.ForPeople(json: false);
        foreach (var method in methods)
            Write(method, screen);
    }

    private static void Write(MethodOptions method, Screen screen)
    {
        screen.Line($"{method.Name} ({KindOf(method)}): {method.Description.Summary}");
        if (method.Description.Paper is { } paper)
            screen.Line($"Paper      {paper}");
        screen.Line($"Command    unseen train --data DIR --{KindOf(method)} {method.Name}");
        screen.Line();
        if (method.AllOptions.Count == 0)
            return;
        var table = MetricsTable.Create("option");
        table.AddColumn("default");
        table.AddColumn("what it is");
        foreach (var option in method.AllOptions)
            table.AddRow(new Text(TrainingFlags.NameOf(option.Name)), new Text(DefaultOf(option, method)),
                new Text(Described(option)));
        screen.Render(table);
    }

    private static string Described(OptionDescription option) => (option.Range, option.Choices) switch
    {
        ({ } range, _) => $"{option.Description} ({range})",
        (_, { Count: > 0 } choices) => $"{option.Description} ({string.Join(", ", choices)})",
        _ => option.Description,
    };

    private static string DefaultOf(OptionDescription option, MethodOptions method) =>
        option.Get(method) is { } value ? option.Kind == OptionKind.Switch ? (bool)value ? "on" : "off"
            : value.ToString() : OptionDescription.Auto;

    private static string KindOf(MethodOptions method) =>
        method is GeneratorOptions ? "generator" : method is ClassifierOptions ? "classifier" : "adjust";

    private static JsonObject ToJson(MethodOptions method) => new()
    {
        ["name"] = method.Name,
        ["kind"] = KindOf(method),
        ["summary"] = method.Description.Summary,
        ["paper"] = method.Description.Paper,
        ["options"] = JsonText.OfNodes(method.AllOptions.Select(option => new JsonObject
        {
            ["name"] = option.Name,
            ["description"] = option.Description,
            ["default"] = option.Get(method) ?? OptionDescription.Auto,
            ["range"] = option.Range,
        })),
    };
}
