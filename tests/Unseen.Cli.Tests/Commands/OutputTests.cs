using Unseen.Cli.Tests.Photographs;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

/// <summary>Tests that outputs which would replace an input are refused.</summary>
public sealed class OutputTests(ColourProject project) : IClassFixture<ColourProject>
{
    [Theory]
    [InlineData("adapt RUN --features FILE --no-cache --out FILE")]
    [InlineData("adapt RUN PHOTO --no-cache --out PHOTO")]
    [InlineData("adapt RUN PHOTO --data DATA --out DATA")]
    [InlineData("review RUN PHOTO --out PHOTO")]
    [InlineData("review RUN PHOTO --out RUN/model.safetensors")]
    [InlineData("review RUN PHOTO --out RUN/tiny.onnx")]
    [InlineData("teach RUN --labels FILE --no-cache --out FILE")]
    [InlineData("teach RUN --labels FILE --no-cache --out PHOTO")]
    [InlineData("teach RUN --labels FILE --data DATA --out DATA")]
    [InlineData("add-class RUN --name grey --images PHOTO --no-cache --out PHOTO")]
    [InlineData("add-class RUN --name grey --images PHOTO --data DATA --out DATA")]
    [InlineData("add-class RUN --name grey --features FILE --no-cache --out FILE")]
    [InlineData("add-class RUN --name grey --descriptor FILE --out FILE")]
    [InlineData("remove-class RUN --name cyan --out RUN/tiny.onnx")]
    [InlineData("export RUN --onnx RUN/tiny.onnx")]
    [InlineData("export RUN --onnx RUN/model.safetensors")]
    [InlineData("predict RUN PHOTO --out RUN/tiny.onnx")]
    [InlineData("data convert DATA DATA")]
    public async Task Output_EqualsAnInput_IsRefusedAndLeftUnchanged(string line)
    {
        using var folder = new TemporaryFolder();
        ColourProject.Write(folder["1.png"], [0, 1, 1], new Random(3));
        string[] words =
        [
            .. line.Split(' ').Select(word => word switch
            {
                "FILE" => folder.Write("labels.csv", "image,class\n1.png,cyan\n"),
                "PHOTO" => folder["1.png"],
                "DATA" => TinyDataset.Save(folder),
                _ => word.Replace("RUN", project.Run, StringComparison.Ordinal),
            }),
        ];
        var before = File.ReadAllBytes(words[^1]);

        var run = await CommandRun.Run(words);

        Assert.Equal((ExitCode.BadUsage, ""), (run.ExitCode, run.Output));
        Assert.Matches("^unseen [a-z -]+: [^ ]+ would replace .*, which the command reads. Name another file. See .*\n$",
            run.Error);
        Assert.Equal(before, File.ReadAllBytes(words[^1]));
    }

    [Theory]
    [InlineData("adapt RUN PHOTO --no-cache --out OUT")]
    [InlineData("review RUN PHOTO --out OUT")]
    [InlineData("predict RUN PHOTO --out OUT")]
    [InlineData("export RUN --onnx OUT")]
    public async Task Output_FolderIsMissingOrFileIsAFolder_IsRefused(string line)
    {
        using var folder = new TemporaryFolder();
        ColourProject.Write(folder["1.png"], [0, 1, 1], new Random(3));
        string[] WordsFor(string output) =>
        [
            .. line.Split(' ').Select(word => word switch
            {
                "PHOTO" => folder["1.png"],
                "OUT" => output,
                _ => word.Replace("RUN", project.Run, StringComparison.Ordinal),
            }),
        ];

        var missing = await CommandRun.Run(WordsFor(folder["gone/x.csv"]));
        var isFolder = await CommandRun.Run(WordsFor(folder.FullPath));

        Assert.Equal((ExitCode.BadUsage, ExitCode.BadUsage), (missing.ExitCode, isFolder.ExitCode));
        Assert.Contains($" {folder["gone/x.csv"]}: the folder {folder["gone"]} does not exist. Create it first.",
            missing.Error, StringComparison.Ordinal);
        Assert.Contains($" must be a file, but {folder.FullPath} is a folder.", isFolder.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adapt_ModelFileWithTheNameOfTheHtmlPage_IsRefused()
    {
        using var folder = new TemporaryFolder();
        ColourProject.Write(folder["1.png"], [0, 1, 1], new Random(3));

        var run = await CommandRun.Run(
            "adapt", project.Run, folder["1.png"], "--no-cache", "--out", folder["x.html"]);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains($"--out {folder["x.html"]} is the page that shows what changed. Name the file for the model "
            + $"{folder["x.safetensors"]}, for example.", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["x.html"]));
    }

    [Theory]
    [InlineData("adapt RUN PHOTO --no-cache --out OUT")]
    [InlineData("review RUN PHOTO --out OUT")]
    [InlineData("predict RUN PHOTO --out OUT")]
    [InlineData("export RUN --onnx OUT")]
    public async Task Output_PipeOrDevice_IsRefused(string line)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs mkfifo");
        using var folder = new TemporaryFolder();
        ColourProject.Write(folder["1.png"], [0, 1, 1], new Random(3));
        using (var make = System.Diagnostics.Process.Start("mkfifo", [folder["pipe"]]))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        foreach (var output in new[] { folder["pipe"], "/dev/null" })
        {
            var run = await CommandRun.Run([.. line.Split(' ').Select(word => word switch
            {
                "RUN" => project.Run,
                "PHOTO" => folder["1.png"],
                "OUT" => output,
                _ => word,
            })]);
            Assert.Equal((ExitCode.BadUsage, ""), (run.ExitCode, run.Output));
            Assert.Contains($"must be a file, but {output} is a device or a pipe. Name a file.", run.Error,
                StringComparison.Ordinal);
        }
    }
}
