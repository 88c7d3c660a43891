using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Annotation;
using Unseen.Runs.Photographs;
using Unseen.Runs.Predictions;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen init</c>: creates a project for the user's own photographs, and fills in its table of
/// classes.</summary>
internal static class InitCommand
{
    private static readonly Flag _classes = new("--classes", OptionKind.Text, "LIST|FILE",
        "The classes, such as \"okapi, heron\", or a file with one name per line [default: asks, or "
        + "creates an example].");

    private static readonly Flag _domain = Flag.Choice(
        "--domain", "Attributes to begin with [default: none].", StarterDomain.Names);

    private static readonly Flag _prompt = new("--attributes-prompt", OptionKind.Switch, "",
        "Print a prompt that asks a language model to fill in the table, and do nothing else.");

    private static readonly Flag _attributes = new("--attributes", OptionKind.Text, "FILE",
        "Fill the table in from a language model's answer, CSV or JSON, also in an existing project.");

    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("DIR")
        {
            Description = "A new or empty folder, or a project for --attributes and --attributes-prompt.",
        };
        var command = new DocumentedCommand("init",
            "Start a project of your own: photographs, a table of classes, and instructions.")
        {
            Examples =
            [
                "unseen init animals --backbone mobilenet_v2.onnx",
                "unseen init birds --classes \"heron, stork, crane\" --domain animals",
                "unseen init birds --attributes-prompt > prompt.txt",
                "unseen init birds --attributes answer.csv",
                "unseen describe birds",
            ],
            Notes = [.. StarterDomain.Names.Select(name =>
                $"{name}: {StarterDomain.Load(name).Attributes.Count} attributes, each with a question")],
        };
        command.Add(folder);
        var flags = new FlagSet(command, BackboneFlags.Backbone with
        {
            Description = "Image model in ONNX form, which is copied into the project.",
        }, _classes, _domain, _prompt, _attributes);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder), flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string folder, FlagValues values, Terminal terminal)
    {
        values.RefuseBoth(_attributes, _prompt);
        var (answer, asks) = (values.Text(_attributes), values.IsOn(_prompt));
        var files = (asks || answer is not null) && PhotoProject.Is(folder)
            ? AttributeFiles.Open(PhotoProject.OpenUnfinished(folder).Classes) : null;
        foreach (var flag in new[] { _classes, _domain, BackboneFlags.Backbone })
            if (files is not null && values.Text(flag) is not null)
                throw new UsageException($"{flag.Name} must be left out, since {folder} is a project already.");
        var table = files?.Table ?? NewTable(values, terminal);
        if (table is null && (asks || answer is not null))
            throw new UsageException($"{_classes.Name} is required, since {folder} is not a project yet.");
        if (asks)
        {
            terminal.Output.Write(AttributePrompt.Create(table!));
            return ExitCode.Done;
        }

        var filled = answer is null ? 0 : AttributeAnswer.Fill(table!, answer);
        files?.Save();
        var model = files is null ? StarterProject.Create(folder, values.Text(BackboneFlags.Backbone), table) : "";
        if (answer is not null)
            terminal.Output.WriteLine(
                $"{answer}: {filled} of {table!.Classes.Count * table.Attributes.Count} cells filled in");
        if (files is not null)
            return ExitCode.Done;
        foreach (var line in StarterProject.NextSteps(
            folder, model, table, lacksModel: values.Text(BackboneFlags.Backbone) is null))
            terminal.Output.WriteLine(line);
        return ExitCode.Done;
    }

    /// <summary>Creates the table of classes from the flags or the user's answers; null for the example
    /// project.</summary>
    private static AttributeTable? NewTable(FlagValues values, Terminal terminal)
    {
        string? Ask(Flag flag, string question)
        {
            if (values.Text(flag) is not null || !terminal.CanAsk)
                return values.Text(flag);
            terminal.Output.Write($"{question}: ");
            return terminal.Input.ReadLine()?.Trim() is { Length: > 0 } line ? line : null;
        }

        var domain = values.Text(_domain);
        if (Ask(_classes, "Classes, with commas between them (Enter for an example)") is { } classes)
            return StarterDomain.CreateTable(ZeroShot.ReadClasses(classes),
                Ask(_domain, $"Attributes to begin with: {string.Join(", ", StarterDomain.Names)} (Enter for none)"));
        return domain is null ? null : throw UsageException.Needs(_domain.Name, _classes.Name);
    }
}
