using Unseen.Cli.Screens;
using Unseen.Images.Tests;
using Unseen.Runs;
using Unseen.Runs.Annotation;
using Unseen.Runs.Photographs;

namespace Unseen.Cli.Tests.Commands;

public sealed class InitCommandTests : IDisposable
{
    private static readonly string[] _names = ["heron", "stork"];

    private readonly TemporaryFolder _folder = new();

    private string Birds => _folder["birds"];

    private string Table => _folder["birds/classes.csv"];

    [Fact]
    public async Task Init_WithClassesAndADomain_CreatesATableAndAFolderPerClass()
    {
        var run = await CommandRun.Run("init", Birds, "--classes", "grey heron, stork", "--domain", "animals");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        var attributes = StarterDomain.Load("animals").Attributes;
        Assert.Contains($"2 classes by {attributes.Count} attributes. The literature describes 32 classes by 64 "
            + "attributes (aPY), 50 classes by 85 attributes (AwA2)", run.Output, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(Table, TestContext.Current.CancellationToken);
        Assert.Equal($"class,{string.Join(',', attributes.Select(one => one.Name))}", lines[0]);
        Assert.Equal($"grey heron{new string(',', attributes.Count)}", lines[1]);
        Assert.Contains("stripes,Does it have stripes?\n", File.ReadAllText(_folder["birds/attributes.csv"]),
            StringComparison.Ordinal);
        Assert.Equal(["grey heron", "stork"],
            Directory.GetDirectories(_folder["birds/images"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Init_WithTheAnswerToItsPrompt_FillsTheTableOfAProject()
    {
        await CommandRun.Run("init", Birds, "--classes", "heron, stork", "--domain", "plants");
        var before = await File.ReadAllTextAsync(Table, TestContext.Current.CancellationToken);

        var prompt = await CommandRun.Run("init", Birds, "--attributes-prompt");
        // The prompt ends with the header of the table to fill in. The answer has 0.5 in every cell.
        var header = prompt.LastLine;
        var answer = _folder.Write("answer.csv", $"{header}\n"
            + string.Concat(_names.Select(name =>
                name + string.Concat(Enumerable.Repeat(",0.5", header.Count(c => c == ','))) + "\n")));
        Assert.Equal(before, await File.ReadAllTextAsync(Table, TestContext.Current.CancellationToken));
        var run = await CommandRun.Run("init", Birds, "--attributes", answer);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        var cells = 2 * StarterDomain.Load("plants").Attributes.Count;
        Assert.Equal($"{answer}: {cells} of {cells} cells filled in\n", run.Output);
        Assert.Equal(cells, (await File.ReadAllTextAsync(Table, TestContext.Current.CancellationToken))
            .Split(",0.5").Length - 1);
    }

    [Fact]
    public async Task Init_WithAnInvalidAnswer_LeavesTheTableUnchanged()
    {
        await CommandRun.Run("init", Birds, "--classes", "heron, stork", "--domain", "plants");
        var before = await File.ReadAllTextAsync(Table, TestContext.Current.CancellationToken);
        var answer = _folder.Write("answer.json", """{"heron": {"red": 0.5}, "stork": {"red": 7}}""");

        var run = await CommandRun.Run("init", Birds, "--attributes", answer);

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Equal($"unseen init: {answer}: 'red' of 'stork' must be from 0 to 1, but was '7'. Nothing was changed.\n",
            run.Error);
        Assert.Equal(before, await File.ReadAllTextAsync(Table, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Init_FolderWithOtherFiles_IsRefused()
    {
        var answer = _folder.Write("answer.csv", "class,red\nheron,0.5\nstork,0.5\n");

        var run = await CommandRun.Run(
            "init", _folder.FullPath, "--classes", "heron, stork", "--domain", "plants", "--attributes", answer);

        Assert.Equal((ExitCode.BadUsage, ""), (run.ExitCode, run.Output));
        Assert.Contains("already has files in it", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--classes heron", "--classes must be at least two different names")]
    [InlineData("--classes heron,st/ork", "The class 'st/ork' cannot have a folder of this name.")]
    [InlineData("--classes heron,stork --domain birds", "--domain must be animals, plants, products or vehicles, but")]
    [InlineData("--domain animals", "--domain needs --classes.")]
    [InlineData("--attributes answer.csv", "--classes is required, since")]
    [InlineData("--attributes-prompt", "--classes is required, since")]
    [InlineData("--attributes answer.csv --attributes-prompt",
        "--attributes and --attributes-prompt cannot be combined.")]
    public async Task Init_WrongFlags_NamesTheProblemAndCreatesNothing(string flags, string expected)
    {
        var run = await CommandRun.Run(["init", Birds, .. flags.Split(' ')]);

        Assert.Equal((ExitCode.BadUsage, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"unseen init: {expected}", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Birds));
    }

    [Fact]
    public async Task Init_ImageModelWithQuotationMarksInItsName_CreatesAProjectThatCanBeOpened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such file names.");
        var model = _folder["a \"tiny\" model.onnx"];
        TinyBackbone.Write(model);

        var run = await CommandRun.Run("init", Birds, "--backbone", model);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal([_folder["birds/a \"tiny\" model.onnx"]], PhotoProject.Open(Birds).Backbones);
        Assert.True(File.Exists(_folder["birds/a \"tiny\" model.onnx"]));
    }

    [Fact]
    public async Task Init_ExistingProject_RefusesClasses()
    {
        await CommandRun.Run("init", Birds, "--classes", "heron, stork");

        var run = await CommandRun.Run("init", Birds, "--classes", "heron, crane", "--attributes-prompt");

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains("--classes must be left out", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("heron, stork\nanimals\n", "class,stripes,spots,")]
    [InlineData("heron, stork\n\n", "class\nheron\nstork\n")]
    [InlineData("\n", "class,role,stripes,black_and_white,")] // no answer: the example
    public async Task Init_AtAKeyboard_AsksForClassesAndADomain(string typed, string expected)
    {
        var exitCode = await UnseenCommand.RunAsync(["init", Birds], new Terminal
        {
            Output = new StringWriter(),
            Error = new StringWriter(),
            Input = new StringReader(typed),
            CanAsk = true,
        });

        Assert.Equal(ExitCode.Done, exitCode);
        Assert.StartsWith(expected, await File.ReadAllTextAsync(Table, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
