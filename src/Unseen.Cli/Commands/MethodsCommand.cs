using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using Unseen.Cli.Flags;
using Unseen.Cli.Reporting;
using Unseen.Cli.Screens;
using Unseen.Methods;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen methods</c>: lists the published methods, their results, and the command for each.</summary>
internal static class MethodsCommand
{
    private static readonly string[] _measures = ["U", "S", "H"];

    private static readonly Flag _dataset =
        new("--dataset", OptionKind.Text, "NAME", "The configurations for one dataset, with published results.");

    public static Command Create(Terminal terminal, TrainingFlags training)
    {
        var method = new Argument<string?>("METHOD")
        {
            Description = "One method, such as ce-gzsl, or one configuration, such as cub-wgan-zlap.",
            HelpName = "METHOD",
            Arity = ArgumentArity.ZeroOrOne
        };
        method.CompletionSources.Add([.. training.Methods.All.Select(one => one.Name), .. BuiltInConfigs.Names]);
        var command = new DocumentedCommand("methods",
            "List the methods, their published results and the command for each.")
        {
            Examples = ["unseen methods", "unseen methods --dataset CUB", "unseen methods ce-gzsl",
                "unseen methods cub-wgan-zlap", "unseen train --config cub-wgan-zlap --data data/CUB"],
            Notes = ["Flags on the command line override a configuration, such as --protocol fair."],
        };
        command.Add(method);
        var flags = new FlagSet(command, training, [_dataset, TrainingFlags.Plugin, CommonFlags.Json]);
        command.SetAction(parsed => Run(parsed.GetValue(method), flags.Read(parsed), terminal));
        return command;
    }

    private static void Run(string? method, FlagValues values, Terminal terminal)
    {
        var dataset = values.Text(_dataset);
        if (method is not null && dataset is not null)
            throw UsageException.Together("METHOD", _dataset.Name);
        var named = values.Training.Methods.All.Where(one => one.Name == method).ToArray();
        if (named.Length > 0)
        {
            MethodReport.Write(named, values, terminal);
            return;
        }

        var configs = BuiltInConfigs.DatasetNames.Select(BuiltInConfigs.Read).ToArray();
        var datasets = configs.Select(config => (string)config["dataset"]!).Distinct().ToArray();
        if (dataset is not null && !datasets.Contains(dataset, StringComparer.OrdinalIgnoreCase))
            throw new UsageException($"{_dataset.Name} must be one of {string.Join(", ", datasets)}, but was "
                + $"'{dataset}'.{NearestName.Question(dataset, datasets)}");
        JsonObject[] asked = method is not null ? [BuiltInConfigs.Read(method)]
            : [.. configs.Where(config => dataset is null
                || string.Equals((string)config["dataset"]!, dataset, StringComparison.OrdinalIgnoreCase))];
        if (values.IsOn(CommonFlags.Json))
            terminal.Output.WriteLine(JsonText.OneLine(JsonText.CreateArray(asked)));
        else if (method is not null)
            ShowOne(terminal.ForPeople(json: false), asked[0]);
        else if (dataset is not null)
            ShowDataset(terminal.ForPeople(json: false), asked);
        else
            ShowAll(terminal.ForPeople(json: false), configs, values.Training.Methods);
    }

    private static void ShowAll(Screen screen, JsonObject[] configs, MethodCatalog methods)
    {
        ShowNames(screen, "generators", methods.Generators);
        ShowNames(screen, "classifiers", methods.Classifiers);
        ShowNames(screen, "adjustments", methods.Adjustments);
        screen.Line("What a method is, and its options: unseen methods NAME.");
        screen.Line();
        var table = MetricsTable.Create("method");
        table.AddColumn("what it is");
        foreach (var method in configs.GroupBy(config => (string)config["method"]!))
            table.AddRow(new Text(method.Key), new Text((string)method.First()["description"]!));
        screen.Render(table);
        var datasets = string.Join(", ", configs.Select(config => (string)config["dataset"]!).Distinct());
        screen.Line($"Configurations for {datasets}: unseen methods --dataset NAME.");
    }

    private static void ShowNames(Screen screen, string kind, IEnumerable<MethodOptions> methods)
    {
        const int kindWidth = 14, namesWidth = 66;
        var names = string.Join(", ", methods.Select(method => method.Name));
        foreach (var (place, line) in WrappedText.Lines(names, namesWidth).Index())
            screen.Line($"{(place == 0 ? kind : ""),-kindWidth}{line}");
    }

    private static void ShowDataset(Screen screen, JsonObject[] configs)
    {
        var table = MetricsTable.Create("method", "U", "S", "H");
        table.AddColumn("configuration");
        foreach (var config in configs)
            table.AddRow([new Text((string)config["method"]!),
                .. Published(config).Select(text => new Text(text).RightJustified()),
                new Text($"{((string)config["dataset"]!).ToLowerInvariant()}-{config["method"]}")]);
        screen.Render(table);
        screen.Line("U, S, H: published, per cent, by the paper protocol; – if none is known.");
        screen.Line($"Run one with unseen train --config CONFIGURATION --data data/{configs[0]["dataset"]}.");
    }

    private static void ShowOne(Screen screen, JsonObject config)
    {
        screen.Line($"{(string)config["method"]!} on {(string)config["dataset"]!}");
        screen.Line($"What       {(string)config["description"]!}");
        screen.Line($"Paper      {(string)config["paper"]!}");
        var published = config["published"] is null ? ["–"]
            : _measures.Zip(Published(config), (name, value) => $"{name} {value}");
        screen.Line($"Published  {string.Join(", ", published)}");
        var settings = config[JsonConfig.Section]!.AsObject().Select(setting => $"{setting.Key} {setting.Value}");
        screen.Line($"Settings   {string.Join(", ", settings)}");
        screen.Line($"Command    {(string)config["command"]!}");
    }

    private static string[] Published(JsonObject config) =>
        [.. _measures.Select(name => Words.Percent((double?)config["published"]?[name] ?? double.NaN))];
}
