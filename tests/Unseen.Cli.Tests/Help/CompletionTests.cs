using System.Diagnostics;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Help;

public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>For each shell: its name, the command that starts it, and a script that loads the completion script and
    /// prints the completions of @LINE@.</summary>
    public static TheoryData<string, string[], string> Shells => new()
    {
        {
            "bash", ["bash", "--norc", "--noprofile"], """
                . ./script
                complete -p unseen | grep -q -- '-F _unseen unseen' || exit 1
                COMP_LINE='@LINE@' COMP_POINT=${#COMP_LINE}
                read -ra COMP_WORDS <<<"$COMP_LINE"
                _unseen "${COMP_WORDS[0]}" "${COMP_WORDS[-1]}" ''
                printf '%s\n' "${COMPREPLY[@]}"
                """
        },
        {
            // There is no terminal to type at, so stubs of zsh's completion functions print what zsh would offer.
            "zsh", ["zsh", "-f"], """
                compdef() { registered="$*"; }
                compadd() { print -l -- ${(P)2}; }
                _files() { print files; }
                . ./script
                [[ $registered == '_unseen unseen' ]] || exit 1
                words=(${=:-@LINE@}) CURRENT=$#words PREFIX=$words[-1]
                _unseen
                """
        },
        { "fish", ["fish", "--no-config"], ". ./script; complete --do-complete '@LINE@'" },
        {
            "pwsh", ["pwsh", "-NoProfile", "-NonInteractive", "-File"], """
                . ./script.ps1
                (TabExpansion2 '@LINE@' '@LINE@'.Length).CompletionMatches.CompletionText
                """
        },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("unseen ", "adapt", "train", "zero-shot")]
    [InlineData("unseen tr", "train")]
    [InlineData("/usr/local/bin/unseen data ", "convert", "download", "inspect")]
    [InlineData("unseen train data --classifier pro", "prototype")]
    [InlineData("unseen train --config cub-ce", "cub-ce-gzsl")]
    [InlineData("unseen methods f-va", "f-vaegan-d2")]
    [InlineData("unseen completion ", "bash", "fish", "pwsh", "zsh")]
    [InlineData("unseen train --classifier-", "--classifier-epochs")]
    public async Task Suggest_Line_PrintsContinuationsOfTheLastWord(string line, params string[] expected)
    {
        var run = await CommandRun.Run("[suggest]", line);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Subset(run.Output.Split('\n').ToHashSet(), expected.ToHashSet());
        var last = line[(line.LastIndexOf(' ') + 1)..];
        Assert.All(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            text => Assert.StartsWith(last, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("unseen train ")]
    [InlineData("unseen predict runs/a ph")]
    public async Task Suggest_WhereAFileIsExpected_IsEmpty(string line) =>
        Assert.Equal("", (await CommandRun.Run("[suggest]", line)).Output);

    [Fact]
    public async Task Suggest_AtAPosition_IgnoresTheTextAfterIt() =>
        Assert.Equal("train\n", (await CommandRun.Run("[suggest:9]", "unseen tr --data x")).Output);

    [Fact]
    public async Task Suggest_PluginThatDoesNotExist_StillCompletesBuiltInMethods()
    {
        var plugin = Path.Combine(AppContext.BaseDirectory, "absent.dll");

        Assert.Equal("linear\n", (await CommandRun.Run("[suggest]",
            $"unseen train --plugin {plugin} --classifier li")).Output);
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Shells))]
    public async Task Script_InItsShell_CompletesCommandsAndOptions(string shell, string[] program, string lines)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The stub of unseen that the shell calls is a script for sh.");
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, program[0]))), $"{program[0]} is not installed.");
        var script = await CommandRun.Run("completion", shell);
        Assert.Equal((ExitCode.Done, ""), (script.ExitCode, script.Error));
        File.WriteAllText(_folder[shell == "pwsh" ? "script.ps1" : "script"], script.Output);
        string Here(string name) => Path.Combine(AppContext.BaseDirectory, name);
        ShellProgram.Write(_folder["unseen"], $"""
            exec dotnet exec --runtimeconfig '{Here("Unseen.Cli.Tests.runtimeconfig.json")}' \
                --depsfile '{Here("Unseen.Cli.Tests.deps.json")}' '{Here("Unseen.Cli.dll")}' "$@"
            """);

        Assert.Equal("train", await Complete("unseen tra"));
        Assert.Equal("inspect", await Complete("unseen data in"));
        Assert.Equal("--pseudo", (await Complete("unseen train --pseu")).Split('\n')[0]);
        Assert.Equal("prototype", await Complete("unseen train --classifier proto"));

        async Task<string> Complete(string line)
        {
            var file = shell == "pwsh" ? "complete.ps1" : "complete";
            File.WriteAllText(_folder[file], lines.Replace("@LINE@", line, StringComparison.Ordinal));
            var start = new ProcessStartInfo(program[0], [.. program[1..], file])
            {
                WorkingDirectory = _folder.FullPath,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["PATH"] = $"{_folder.FullPath}:{start.Environment["PATH"]}";
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal((0, ""), (process.ExitCode, await error));
            return output.ReplaceLineEndings("\n").TrimEnd();
        }
    }

    [Fact]
    public async Task Script_UnknownShell_NamesTheKnownShells()
    {
        var run = await CommandRun.Run("completion", "zhs");

        Assert.Equal((ExitCode.BadUsage, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("unseen completion: SHELL must be bash, zsh, fish or pwsh, but was 'zhs'. Did you mean zsh?",
            run.Error, StringComparison.Ordinal);
    }
}
