using Spectre.Console;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Methods;
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
            terminal.Output.WriteLine(JsonText.OneLine(JsonText.CreateArray(methods.Select(MethodText.ToJson))));
            return;
        }

        var screen = terminal.ForPeople(json: false);
        foreach (var method in methods)
            Write(method, screen);
    }

    private static void Write(MethodOptions method, Screen screen)
    {
        screen.Line($"{method.Name} ({MethodText.GetKind(method)}): {method.Description.Summary}");
        if (method.Description.Paper is { } paper)
            screen.Line($"Paper      {paper}");
        screen.Line($"Command    unseen train --data DIR --{MethodText.GetKind(method)} {method.Name}");
        screen.Line();
        if (method.AllOptions.Count == 0)
            return;
        var table = MetricsTable.Create("option");
        table.AddColumn("default");
        table.AddColumn("what it is");
        foreach (var option in method.AllOptions)
            table.AddRow(new Text(TrainingFlags.GetName(option.Name)), new Text(MethodText.GetDefault(option, method)),
                new Text(MethodText.Describe(option)));
        screen.Render(table);
    }
}
