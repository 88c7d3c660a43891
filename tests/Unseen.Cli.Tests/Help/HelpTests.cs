using Unseen.Runs;
using Unseen.TestSupport;

namespace Unseen.Cli.Tests.Help;

public sealed class HelpTests
{
    private const string UpdateVariable = "UNSEEN_UPDATE_SNAPSHOTS";

    /// <summary>All commands. The empty string is the program without a command.</summary>
    public static TheoryData<string> Commands =>
    [
        "", "demo", "init", "describe", "adapt", "review", "teach", "doctor", "train", "compare", "reproduce", "sweep",
        "sweep report", "runs",
        "runs compare", "runs export", "runs add", "methods", "evaluate", "predict", "zero-shot", "serve", "key",
        "export", "add-class", "remove-class", "rename-class", "features", "features extract", "data",
        "data download", "data inspect", "data convert", "completion",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_OfEveryCommand_MatchesTheCommittedText(string command)
    {
        var run = await CommandRun.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        var name = command.Length == 0 ? "unseen" : command.Replace(' ', '-');
        var snapshot = Path.Combine(SharedData.RepositoryRoot, "tests", "Unseen.Cli.Tests", "snapshots",
            $"help-{name}.txt");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            await File.WriteAllTextAsync(snapshot, run.Output, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(snapshot),
            $"{snapshot} does not exist. Run the tests with {UpdateVariable}=1, and review the file that they write.");
        Assert.Equal((await File.ReadAllTextAsync(snapshot, TestContext.Current.CancellationToken))
            .ReplaceLineEndings("\n"), run.Output);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_InAWideTerminal_Fits100Columns(string command)
    {
        var output = new StringWriter { NewLine = "\n" };
        var exitCode = await UnseenCommand.RunAsync(
            [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help", "all"],
            new Screens.Terminal { Output = output, Error = TextWriter.Null, Width = 100 });

        Assert.Equal(ExitCode.Done, exitCode);
        Assert.All(output.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, 100));
    }

    [Fact]
    public async Task Version_Flag_PrintsTheVersionWithoutBuildMetadata()
    {
        var run = await CommandRun.Run("--version");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^unseen \d+\.\d+\.\d+[^+]*\n$", run.Output);
    }

    [Fact]
    public async Task Run_WithoutArguments_ShowsTheHelp()
    {
        Assert.Equal((await CommandRun.Run("--help")).Output, (await CommandRun.Run()).Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("train")]
    [InlineData("data inspect")]
    public async Task HelpWord_BeforeACommand_ShowsTheHelpOfTheCommand(string command)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(await CommandRun.Run([.. words, "--help"]), await CommandRun.Run(["help", .. words]));
    }
}
