using Unseen.Runs;
using Unseen.Runs.Slurm;


namespace Unseen.Cli.Tests.Sweeps;

public sealed class SlurmArrayTests
{
    [Theory]
    [InlineData("100%A")]
    [InlineData("a\\b")]
    public async Task Sweep_FolderThatSlurmReadsAsSomethingElse_IsRefusedBeforeAnythingIsDone(string name)
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Write("tiny.json", $$"""{"datasets": ["absent"]}""");

        var run = await CommandRun.Of("sweep", spec, "--executor", "slurm", "--out", folder[name]);

        Assert.Equal(
            (ExitCode.BadInput,
            $"unseen sweep: {folder[name]}: Slurm cannot write to a folder with % or \\ in its path. "
            + "Rename it, or choose another.\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public void Write_FolderThatSlurmReadsAsSomethingElse_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var array = new SlurmArray("one", folder["%A"])
        {
            Threads = 1,
            Options = new SlurmOptions([], null),
            Items = ["one"],
            Work = "true"
        };

        Assert.Throws<IOException>(array.Write);
        Assert.False(Directory.Exists(folder["%A"]));
    }
}
