using Unseen.Runs;
using Unseen.Runs.Slurm;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class SlurmArrayTests
{
    [Theory]
    [InlineData("100%A")]
    [InlineData("a\\b")]
    public async Task Sweep_FolderWithASlurmFileNamePattern_IsRefusedBeforeAnythingIsDone(string name)
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Write("tiny.json", $$"""{"datasets": ["absent"]}""");

        var run = await CommandRun.Run("sweep", spec, "--executor", "slurm", "--out", folder[name]);

        Assert.Equal(
            (ExitCode.BadInput,
            $"unseen sweep: {folder[name]}: Slurm cannot write to a folder with % or \\ in its path. "
            + "Rename it, or choose another.\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public void Arguments_OfTheUser_ReplaceDefaultsExceptThoseThatIdentifyTheJob()
    {
        var array = Create("slurm", "--comment=mine", "--job-name=mine", "--array=0-9", "--cpus-per-task=8");

        var last = array.Arguments.Select(argument => argument.Split('=')).Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0]).ToDictionary(group => group.Key, group => group.Last()[1]);

        Assert.Equal((array.Tag, "one", "0-0", "8"),
            (last["--comment"], last["--job-name"], last["--array"], last["--cpus-per-task"]));
        Assert.Equal($"{array.Tag}.sh", array.Arguments.Last());
    }

    private static SlurmArray Create(string folder, params string[] arguments) => new("one", folder)
    {
        Threads = 1,
        Options = new SlurmOptions(arguments, null),
        Items = ["one"],
        Work = "true",
    };

    [Fact]
    public void Write_FolderWithASlurmFileNamePattern_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var array = Create(folder["%A"]);

        Assert.Throws<IOException>(array.Write);
        Assert.False(Directory.Exists(folder["%A"]));
    }
}
