using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Runs.Slurm;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class SlurmFlagsTests
{
    [Fact]
    public void Read_AllFlags_ArePassedOnToSbatch()
    {
        var command = new Command("sweep");
        var flags = new FlagSet(command, SlurmFlags.All);
        var options = SlurmFlags.Read(flags.Read(
            command.Parse(
            "--executor slurm --gpus 2 --partition gpu --time 2:00:00 --memory 8G --account zoo --at-once 5")))!;
        var array = new SlurmArray("unseen-s", "there")
        {
            Threads = 3,
            Options = options,
            Items = ["a", "b"],
            Work = ""
        };

        Assert.Equal(["--partition=gpu", "--time=2:00:00", "--mem=8G", "--gpus=2", "--account=zoo"], options.Arguments);
        Assert.Contains("--gpus=2", array.Arguments);
        Assert.Contains("--array=0-1%5", array.Arguments);
    }
}
