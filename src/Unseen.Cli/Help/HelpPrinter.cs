using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Unseen.Cli.Help;

/// <summary>Prints a command's help, then its examples; prints the version.</summary>
internal sealed class HelpPrinter(int width, bool asked) : SynchronousCommandLineAction
{
    /// <summary>Gives a root command --help, also for every command below it, and --version.</summary>
    public static void Install(Command root, int width)
    {
        var help = new HelpPrinter(width, asked: true);
        root.Add(new HelpOption("--help", "-h") { Description = "Show this help.", Action = help, Recursive = true });
        root.Add(new VersionOption("--version") { Description = "Show the version.", Action = new VersionPrinter() });
        ShowHelpWhereNothingIsAsked(root, width);
    }

    /// <summary>Help that is asked for is given whatever else is wrong with the command line.</summary>
    public override bool ClearsParseErrors => asked;

    /// <summary>The command as it is typed, such as "unseen data inspect".</summary>
    public static string PathOf(Symbol command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : command.Name;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        output.Write(DefaultHelp(parseResult));
        if (parseResult.CommandResult.Command is not DocumentedCommand command)
            return ExitCode.Done;
        output.WriteLine("Examples:");
        foreach (var example in command.Examples)
            output.WriteLine($"  {example}");
        if (command.Notes.Count > 0)
            output.WriteLine();
        foreach (var note in command.Notes)
            output.WriteLine(note);
        return ExitCode.Done;
    }

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
