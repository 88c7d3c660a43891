using System.CommandLine;
using Unseen.Runs.Folders;
using Unseen.Runs.Photographs;
using Unseen.Runs.Records;

namespace Unseen.Cli.Flags;

/// <summary>Finds the plug-in of a command line. Loading a plug-in runs its code. Therefore only files whose options
/// the command adopts can name a plug-in. Data, and results that are read or replaced, cannot.</summary>
internal static class PluginChoice
{
    /// <summary>Finds the plug-in that <c>--plugin</c> names, otherwise the one that the configuration, the run to
    /// resume, the project to train or the sweep to execute names; null if there is none.</summary>
    public static string? Find(ParseResult parsed) => OnCommandLine(parsed)
        ?? Files(parsed).Select(file => file is null ? null : NamedPlugin.In(file))
            .FirstOrDefault(path => path is not null);

    /// <summary>Finds the plug-in that <c>--plugin</c> names; null if there is none.</summary>
    public static string? OnCommandLine(ParseResult parsed) => GetValue(parsed, TrainingFlags.Plugin);

    private static IEnumerable<string?> Files(ParseResult parsed)
    {
        yield return GetValue(parsed, CommonFlags.Config);
        yield return GetValue(parsed, ResumeFlags.Resume) is { } run
            ? Path.Combine(RunFolder.Unfinished(run), RunDescription.FileName) : null;
        yield return (parsed.CommandResult.Command.Name, FirstArgument(parsed)) switch
        {
            ("train", { } project) when PhotoProject.Is(project) => Path.Combine(project, PhotoProject.FileName),
            ("sweep", var spec) => spec,
            _ => null,
        };
    }

    private static string? FirstArgument(ParseResult parsed) =>
        parsed.CommandResult.Command.Arguments is [var argument, ..]
            ? parsed.GetResult(argument)?.Tokens is [var token, ..] ? token.Value : null : null;

    private static string? GetValue(ParseResult parsed, Flag flag) =>
        parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == flag.Name) is { } option
            && parsed.GetResult(option) is { Tokens: [var token] } ? token.Value : null;
}
