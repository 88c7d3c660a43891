using System.Diagnostics;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Runs;

/// <summary>Runs on a disk (a tmpfs) that is too small or read-only.</summary>
public sealed class FullDiskTests : IDisposable
{
    private static readonly string[] _training =
        ["--generator", "wgan", "--hidden", "512", "--epochs", "30", "--sigma", "10", "--validate", "--threads", "1",
            "--classifier-epochs", "5", "--classifier-hidden", "64", "--checkpoint-every", "0", "--quiet"];

    private readonly TemporaryFolder _folder = new();
    private bool _isMounted;

    public void Dispose()
    {
        if (_isMounted)
            Run("umount", "-l", _folder["disk"]);
        _folder.Dispose();
    }

    [Fact]
    public async Task Train_DiskFull_FailsAndLeavesEarlierResultsAndCheckpoints()
    {
        var data = TinyDataset.Save(_folder);
        Mount("2m");
        var first = await CommandRun.Run(
            ["train", "--data", data, "--out", _folder["disk/run"], "--no-cache", "--classifier-epochs", "1",
            "--classifier-hidden", "8", "--sigma", "10", "--threads", "1", "--quiet"]);
        Assert.Equal((ExitCode.Done, ""), (first.ExitCode, first.Error));
        var earlier = Directory.GetFiles(_folder["disk/run"]).ToDictionary(path => path, File.ReadAllBytes);

        var run = await CommandRun.Run(
            ["train", "--data", data, "--out", _folder["disk/run"], "--overwrite", "--no-cache", .. _training]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Matches(
            "^unseen train: .*checkpoints: the next checkpoint could not be written: the disk is "
            + "full\\. The one before it is kept\\.\n$", run.Error);
        Assert.Equal(earlier, Directory.GetFiles(_folder["disk/run"]).ToDictionary(path => path, File.ReadAllBytes));
        Assert.NotEmpty(Directory.GetFiles(_folder["disk/run.unseen-new/checkpoints"]));
        var other = await CommandRun.Run(
            "train", "--resume", _folder["disk/run"], "--checkpoint-every", "off", "--no-cache");
        Assert.Contains("--checkpoint-every off and --resume cannot be combined", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_ReadOnlyFolder_SaysSo()
    {
        var data = TinyDataset.Save(_folder);
        Mount("2m");
        Assert.Equal(0, Run("mount", "-o", "remount,ro", _folder["disk"]));

        var run = await CommandRun.Run(
            ["train", "--data", data, "--out", _folder["disk/run"], "--no-cache", .. _training]);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Matches("^unseen train: .*: the disk is read-only\\. Choose another folder\\. See .*\n$", run.Error);
        Assert.DoesNotContain(".tmp", run.Error, StringComparison.Ordinal);
    }

    private void Mount(string size)
    {
        Directory.CreateDirectory(_folder["disk"]);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A small tmpfs needs Linux.");
        _isMounted = Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", _folder["disk"]) == 0;
        Assert.SkipUnless(_isMounted, "A small tmpfs cannot be mounted here: that needs root.");
    }

    private static int Run(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
