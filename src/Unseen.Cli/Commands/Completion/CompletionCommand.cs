using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Runs;

namespace Unseen.Cli.Commands.Completion;

/// <summary><c>unseen completion</c>: prints a script with which a shell completes command lines.</summary>
internal static class CompletionCommand
{
    private static readonly string[] _shells = ["bash", "zsh", "fish", "pwsh"];

    private static string Choices => $"{string.Join(", ", _shells[..^1])} or {_shells[^1]}";

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = $"{Choices}.", HelpName = "SHELL" };
        shell.CompletionSources.Add(_shells);
        var command = new DocumentedCommand("completion", "Print a script that completes command lines in a shell.")
        {
            Examples = ["unseen completion bash", "unseen completion pwsh"],
            Notes =
            [
                "Commands, options, their values, methods and configurations are completed.",
                "In ~/.bashrc:                  eval \"$(unseen completion bash)\"",
                "In ~/.zshrc, after compinit:   eval \"$(unseen completion zsh)\"",
                "In ~/.config/fish/config.fish: unseen completion fish | source",
                "In PowerShell's $PROFILE:      unseen completion pwsh | Out-String | iex",
            ],
        };
        command.Add(shell);
        command.SetAction(parsed => terminal.Output.Write(Script(parsed.GetRequiredValue(shell))));
        return command;
    }

    private static string Script(string shell)
    {
        if (!_shells.Contains(shell))
            throw new UsageException(
                $"SHELL must be {Choices}, but was '{shell}'.{NearestName.Question(shell, _shells)}");
        using var script = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion.{shell}")!;
        return new StreamReader(script).ReadToEnd();
    }
}
