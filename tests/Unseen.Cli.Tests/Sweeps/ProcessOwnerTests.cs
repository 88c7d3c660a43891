using System.Diagnostics;
using Unseen.Runs.Sweeps.Execution;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class ProcessOwnerTests
{
    [Fact]
    public void HasEnded_ThisProcess_IsFalse() => Assert.False(ProcessOwner.HasEnded(ProcessOwner.Name));

    [Fact]
    public void HasEnded_IdTakenByAnotherProcess_IsTrue()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        Assert.True(ProcessOwner.HasEnded(ProcessOwner.Name + "0"));
    }

    [Fact]
    public async Task HasEnded_ProcessThatEnded_IsTrue()
    {
        using var process = Process.Start("dotnet", "--version");
        var owner = ProcessOwner.Name.Replace(
            $" process {Environment.ProcessId} ", $" process {process.Id} ", StringComparison.Ordinal);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(ProcessOwner.HasEnded(owner));
    }

    [Fact]
    public void HasEnded_OtherMachineOrContainerOfTheSameName_IsFalse()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        var owner = ProcessOwner.Name + "0";

        // another PID namespace
        Assert.False(ProcessOwner.HasEnded(owner.Replace("/pid:[", "/pid:[9", StringComparison.Ordinal)));
        // another boot
        Assert.False(ProcessOwner.HasEnded(owner.Replace(" of ", " of 0", StringComparison.Ordinal)));
        Assert.False(
            ProcessOwner.HasEnded($"{Environment.MachineName} process 999999999 since 2026-11-23T00:00:00"));
        Assert.False(ProcessOwner.HasEnded("slurm 12_3 of alps"));
        Assert.False(ProcessOwner.HasEnded(null));
    }
}
