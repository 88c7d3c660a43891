using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Options;
using Unseen.Runs;

namespace Unseen.Cli.Help;

/// <summary>Prints a command's help: usage, examples, arguments, options by group, and notes.</summary>
internal sealed class HelpPrinter(int width, bool asked) : SynchronousCommandLineAction
{
    /// <summary>The word after --help that makes the help include less common options.</summary>
    public const string All = "all";

    /// <summary>The first word of a command line that shows the help of another command, as in "unseen help
    /// train".</summary>
    public const string Word = "help";

    private const string OwnGroup = "Options";
    private const int WidestName = 30;

    private bool _all;

    /// <summary>Adds --help to a root command and all its subcommands, and --version to the root command. A command
    /// that has subcommands, but no action of its own, then prints its help.</summary>
    /// <param name="root">the root command</param>
    /// <param name="width">width of the terminal in characters</param>
    /// <param name="all">whether to list less common options too</param>
    public static void Install(Command root, int width, bool all)
    {
        var help = new HelpPrinter(width, asked: true) { _all = all };
        root.Add(new HelpOption("--help", "-h") { Description = "Show this help.", Action = help, Recursive = true });
        root.Add(new VersionOption("--version") { Description = "Show the version.", Action = new VersionPrinter() });
        ShowHelpWithoutSubcommand(root, width);
    }

    /// <summary>True if the user asked for the help: then it is shown even if the command line has errors.</summary>
    public override bool ClearsParseErrors => asked;

    /// <summary>Gets the full name of a command, such as "unseen data inspect".</summary>
    public static string GetPath(Symbol command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{GetPath(parent)} {command.Name}"
            : command.Name;

    public override int Invoke(ParseResult parseResult)
    {
        var help = DefaultHelp(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(
            parseResult.CommandResult.Command is DocumentedCommand command
                ? string.Join("\n\n", Sections(command, help.Trim('\n').Split("\n\n"))) : help);
        return ExitCode.Done;
    }

    /// <summary>Rearranges the sections of the default help: adds the examples after the usage, lists options and
    /// commands by group, and adds the notes at the end.</summary>
    private IEnumerable<string> Sections(DocumentedCommand command, string[] defaultSections)
    {
        foreach (var section in defaultSections)
        {
            if (section.StartsWith($"{OwnGroup}:", StringComparison.Ordinal) && command.Flags.Count > 0)
                foreach (var group in Options(command))
                    yield return group;
            else if (section.StartsWith("Commands:", StringComparison.Ordinal) && command.Groups.Count > 0)
                foreach (var (heading, commands) in command.Groups)
                    yield return Table(heading, commands.Select(one => (GetName(one), one.Description!)));
            else
                yield return section;
            if (section.StartsWith("Usage:", StringComparison.Ordinal))
                yield return $"Examples:\n  {string.Join("\n  ", command.Examples)}";
        }

        if (command.Notes.Count > 0)
            yield return string.Join('\n', command.Notes);
    }

    private IEnumerable<string> Options(DocumentedCommand command)
    {
        var flags = command.Flags.Where(flag => !flag.Hidden).ToArray();
        var shown = _all ? flags : [.. flags.Where(flag => flag.IsCommon)];
        var names = shown.Select(GetName).ToArray();
        foreach (var group in shown.GroupBy(flag => flag.Group ?? OwnGroup))
            yield return Table(group.Key, group.Select(flag => (GetName(flag), flag.Description)), names);
        if (shown.Length < flags.Length)
            yield return $"{flags.Length - shown.Length} more options: {GetPath(command)} --help {All}"
                + (flags.Contains(TrainingFlags.Plugin) ? "\nThe options of one method: unseen methods NAME" : "");
    }

    /// <summary>Formats names and their descriptions in two columns.</summary>
    /// <param name="heading">the line above them</param>
    /// <param name="rows">the names and descriptions</param>
    /// <param name="all">the names that the first column must fit, except very long ones; null (default) for those in
    /// the rows</param>
    private string Table(string heading, IEnumerable<(string Name, string Text)> rows, string[]? all = null)
    {
        const string indent = "  ";
        var list = rows.ToArray();
        var column = (all ?? [.. list.Select(row => row.Name)]).Select(name => name.Length)
            .Where(length => length <= WidestName).Append(0).Max();
        var gap = new string(' ', column + (2 * indent.Length));
        return $"{heading}:\n" + string.Join('\n', list.Select(row =>
            $"{indent}{row.Name.PadRight(column)}" + (row.Name.Length > column ? $"\n{gap}" : indent)
            + string.Join($"\n{gap}", WrappedText.Lines(row.Text, Math.Max(20, width - gap.Length)))));
    }

    private static string GetName(Command command) =>
        string.Join(' ', command.Arguments.Select(argument => $"<{argument.Name}>").Prepend(command.Name));

    private static string GetName(Flag flag) =>
        flag.Kind == OptionKind.Switch ? flag.Name : $"{flag.Name} <{flag.ValueName}>";

    private string DefaultHelp(ParseResult parsed)
    {
        var text = new StringWriter();
        var configuration = parsed.InvocationConfiguration;
        var output = configuration.Output;
        configuration.Output = text;
        new HelpAction { MaxWidth = width }.Invoke(parsed);
        configuration.Output = output;
        // The default help lists the arguments of parents, but a subcommand takes none of them.
        return parsed.CommandResult.Command.Parents.OfType<Command>().SelectMany(parent => parent.Arguments).Aggregate(
            LineEnds.Trim(text.ToString()), (help, argument) => help.Replace($"[<{argument.Name}>] ", ""));
    }

    private static void ShowHelpWithoutSubcommand(Command command, int width)
    {
        if (command.Subcommands.Count > 0)
            command.Action ??= new HelpPrinter(width, asked: false);
        foreach (var subcommand in command.Subcommands)
            ShowHelpWithoutSubcommand(subcommand, width);
    }
}
