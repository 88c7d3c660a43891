using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Unseen.Cli.Flags;

namespace Unseen.Cli.Commands.Completion;

/// <summary>Answers the directive with which shells ask for completions: <c>[suggest]</c> or
/// <c>[suggest:POSITION]</c>, followed by the command line as one argument.</summary>
internal static partial class Suggestions
{
    /// <summary>Finds the command line up to the cursor; null if the arguments are not the directive.</summary>
    public static string? GetLine(string[] args)
    {
        if (args is not [var directive, ..] || Directive().Match(directive) is not { Success: true } match)
            return null;
        var line = args.Length > 1 ? args[1] : "";
        return int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var position)
            && position < line.Length ? line[..position] : line;
    }

    /// <summary>Gets the completions of the last word. Options are suggested only for a word that begins with a dash.
    /// If nothing is suggested, the shell completes the names of files.</summary>
    /// <param name="line">a command line that begins with the program, up to the cursor</param>
    /// <param name="parse">parses a command line without the program, with the flags of the available methods</param>
    public static IEnumerable<string> For(string line, Func<string, TrainingFlags, ParseResult> parse)
    {
        var arguments = line.TrimStart().Split(' ', 2) is [_, var rest] ? rest : "";
        var last = arguments[(arguments.LastIndexOf(' ') + 1)..];
        return parse(arguments, FlagsFor(parse(arguments, TrainingFlags.BuiltIn)))
            .GetCompletions().Select(completion => completion.InsertText ?? completion.Label)
            .Where(text => text.StartsWith(last, StringComparison.Ordinal)
                && (last.StartsWith('-') || !text.StartsWith('-')))
            .Distinct().Order(StringComparer.Ordinal);
    }

    /// <summary>Gets the flags of the methods that a command line can name. Completion loads a plug-in only if
    /// <c>--plugin</c> names it. If the plug-in cannot be loaded, for example because its path is still being typed,
    /// only the built-in methods are known.</summary>
    private static TrainingFlags FlagsFor(ParseResult parsed)
    {
        try
        {
            return TrainingFlags.With(PluginChoice.OnCommandLine(parsed));
        }
        catch (ArgumentException)
        {
            return TrainingFlags.BuiltIn;
        }
    }

    [GeneratedRegex(@"^\[suggest(?::(\d+))?\]$")]
    private static partial Regex Directive();
}
