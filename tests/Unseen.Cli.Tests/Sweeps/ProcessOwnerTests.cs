using System.Diagnostics;
using Unseen.Runs.Sweeps.Execution;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class ProcessOwnerTests
{
    [Fact]
    public void IsOfTheDead_ThisProcess_IsNot() => Assert.False(ProcessOwner.IsOfTheDead(ProcessOwner.Name));

    [Fact]
    public void IsOfTheDead_NumberTakenByAnother_Is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        Assert.True(ProcessOwner.IsOfTheDead(ProcessOwner.Name + "0"));
    }

    [Fact]
    public async Task IsOfTheDead_ProcessThatEnded_Is()
    {
        using var process = Process.Start("dotnet", "--version");
        var owner = ProcessOwner.Name.Replace(
            $" process {Environment.ProcessId} ", $" process {process.Id} ", StringComparison.Ordinal);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(ProcessOwner.IsOfTheDead(owner));
    }

    [Fact]
    public void IsOfTheDead_OtherMachineOrContainerOfTheSameName_IsFalse()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        var owner = ProcessOwner.Name + "0";

        // another PID namespace
        Assert.False(ProcessOwner.IsOfTheDead(owner.Replace("/pid:[", "/pid:[9", StringComparison.Ordinal)));
        // another boot
        Assert.False(ProcessOwner.IsOfTheDead(owner.Replace(" of ", " of 0", StringComparison.Ordinal)));
        Assert.False(
            ProcessOwner.IsOfTheDead($"{Environment.MachineName} process 999999999 since 2026-11-23T00:00:00"));
        Assert.False(ProcessOwner.IsOfTheDead("slurm 12_3 of alps"));
        Assert.False(ProcessOwner.IsOfTheDead(null));
    }
}
