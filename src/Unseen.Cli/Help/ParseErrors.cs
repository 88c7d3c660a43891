using System.CommandLine;
using System.CommandLine.Parsing;

namespace Unseen.Cli.Help;

/// <summary>Describes in one line what is wrong with a command line, and suggests what was probably meant.</summary>
internal static class ParseErrors
{
    /// <summary>Describes the first problem; null if there is none.</summary>
    public static string? Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (StrayOption(parsed.CommandResult) is { } stray)
            return UnknownOption(stray, command);
        if (parsed.CommandResult.Parent is CommandResult parent && Arguments(parent).FirstOrDefault() is { } argument)
            return $"unexpected argument '{argument}'.";
        if (parsed.Errors.Count == 0)
            return null;
        if (parsed.UnmatchedTokens.Count == 0)
            return DescribeMatched(parsed.Errors[0]);
        var token = parsed.UnmatchedTokens[0];
        if (token.StartsWith('-'))
            return UnknownOption(token, command);
        return command.Subcommands.Count > 0
            ? UnknownCommand(token, command)
            : $"unexpected argument '{token}'.{NearestName.Question("--" + token, GetOptions(command))}";
    }

    /// <summary>Describes a word that is not a subcommand.</summary>
    public static string UnknownCommand(string token, Command command) =>
        $"unknown command '{token}'."
        + NearestName.Question(token, command.Subcommands.Select(subcommand => subcommand.Name));

    /// <summary>Finds a value that looks like an option but was parsed as an argument.</summary>
    private static string? StrayOption(CommandResult result) =>
        Arguments(result).FirstOrDefault(value => value.Length > 1 && value[0] == '-');

    private static IEnumerable<string> Arguments(CommandResult result) => result.Command.Arguments
        .SelectMany(argument => result.GetResult(argument)?.Tokens ?? []).Select(token => token.Value);

    private static string UnknownOption(string token, Command command) =>
        $"unknown option {token}.{NearestName.Question(token, GetOptions(command))}";

    private static string DescribeMatched(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name} needs a value.",
        OptionResult option => $"{option.Option.Name} is given more than once.",
        ArgumentResult { Tokens.Count: 0, Argument: var argument } => $"{argument.Name} is required.",
        _ => error.Message,
    };

    private static IEnumerable<string> GetOptions(Command command) =>
        command.Options.Where(option => !option.Hidden).Select(option => option.Name).Append("--help");
}
