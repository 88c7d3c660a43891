using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Options;
using Unseen.Runs;

namespace Unseen.Cli.Help;

/// <summary>Prints a command's help: its options by group, then its examples.</summary>
internal sealed class HelpPrinter(int width, bool asked) : SynchronousCommandLineAction
{
    /// <summary>The word after --help that also lists less common options.</summary>
    public const string All = "all";

    /// <summary>The word before a command that shows its help, as --help behind it does.</summary>
    public const string Word = "help";

    private const string OwnGroup = "Options";
    private const int WidestName = 30;

    private bool _all;

    /// <summary>Adds --help to a root command and all its subcommands, and --version to the root command.</summary>
    /// <param name="root">the root command</param>
    /// <param name="width">width of the terminal in characters</param>
    /// <param name="all">whether to list less common options too</param>
    public static void Install(Command root, int width, bool all)
    {
        var help = new HelpPrinter(width, asked: true) { _all = all };
        root.Add(new HelpOption("--help", "-h") { Description = "Show this help.", Action = help, Recursive = true });
        root.Add(new VersionOption("--version") { Description = "Show the version.", Action = new VersionPrinter() });
        ShowHelpWhereNothingIsAsked(root, width);
    }

    /// <summary>Whether the help is shown despite other errors on the command line: only if it was
    /// requested.</summary>
    public override bool ClearsParseErrors => asked;

    /// <summary>Gets the full name of a command, such as "unseen data inspect".</summary>
    public static string PathOf(Symbol command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}"
            : command.Name;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is not DocumentedCommand command)
        {
            output.Write(DefaultHelp(parseResult));
            return ExitCode.Done;
        }

        WriteOptions(command, DefaultHelp(parseResult), output);
        output.WriteLine("Examples:");
        foreach (var example in command.Examples)
            output.WriteLine($"  {example}");
        if (command.Notes.Count > 0)
            output.WriteLine();
        foreach (var note in command.Notes)
            output.WriteLine(note);
        return ExitCode.Done;
    }

    /// <summary>Writes the help, in which the list of options is replaced by lists of groups.</summary>
    private void WriteOptions(DocumentedCommand command, string help, TextWriter output)
    {
        const string heading = $"\n{OwnGroup}:\n";
        var start = help.IndexOf(heading, StringComparison.Ordinal);
        if (start < 0 || command.Flags.Count == 0)
        {
            output.Write(help);
            return;
        }

        var end = help.IndexOf("\n\n", start + heading.Length, StringComparison.Ordinal);
        output.WriteLine(help[..start]);
        var flags = command.Flags.Where(flag => !flag.Hidden).ToArray();
        var shown = _all ? flags : [.. flags.Where(flag => flag.IsCommon)];
        var column = shown.Select(flag => NameOf(flag).Length).Where(length => length <= WidestName).Append(0).Max();
        foreach (var group in shown.GroupBy(flag => flag.Group ?? OwnGroup))
        {
            output.WriteLine($"{group.Key}:");
            foreach (var flag in group)
                WriteOption(flag, column, output);
            output.WriteLine();
        }

        if (shown.Length < flags.Length)
        {
            output.WriteLine($"{flags.Length - shown.Length} more options: {PathOf(command)} --help {All}");
            if (flags.Contains(TrainingFlags.Plugin))
                output.WriteLine("The options of one method: unseen methods NAME");
            output.WriteLine();
        }

        if (end >= 0)
            output.Write(help[(end + 2)..]);
    }

    private void WriteOption(Flag flag, int column, TextWriter output)
    {
        const string indent = "  ";
        var name = NameOf(flag);
        var gap = new string(' ', column + (2 * indent.Length));
        if (name.Length > column)
        {
            output.WriteLine(indent + name);
            name = "";
        }

        var lines = WrappedText.Lines(flag.Description, Math.Max(20, width - gap.Length)).ToArray();
        output.WriteLine($"{indent}{name.PadRight(column)}{indent}{lines[0]}".TrimEnd());
        foreach (var line in lines.Skip(1))
            output.WriteLine(gap + line);
    }

    private static string NameOf(Flag flag) =>
        flag.Kind == OptionKind.Switch ? flag.Name : $"{flag.Name} <{flag.ValueName}>";

    private string DefaultHelp(ParseResult parsed)
    {
        var text = new StringWriter();
        var configuration = parsed.InvocationConfiguration;
        var output = configuration.Output;
        configuration.Output = text;
        new HelpAction { MaxWidth = width }.Invoke(parsed);
        configuration.Output = output;
        return LineEnds.Trim(text.ToString());
    }

    private static void ShowHelpWhereNothingIsAsked(Command command, int width)
    {
        if (command.Subcommands.Count > 0)
            command.Action ??= new HelpPrinter(width, asked: false);
        foreach (var subcommand in command.Subcommands)
            ShowHelpWhereNothingIsAsked(subcommand, width);
    }
}
