namespace Unseen.Cli.Tests.Sweeps;

public sealed class SlurmEnvironmentTests
{
    [Fact]
    public async Task Sweep_OnSlurm_PassesNoStorePasswordToSlurmsPrograms()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Slurm is not for Windows.");
        using var folder = new TemporaryFolder();
        var data = TinyDataset.Save(folder);
        File.WriteAllText(
            folder["tiny.json"], $$"""{"datasets": ["{{data.Replace(@"\", @"\\", StringComparison.Ordinal)}}"]}""");
        ShellProgram.Write(folder["bin/sbatch"], $"env > '{folder["environment"]}'");
        ShellProgram.Write(folder["bin/scontrol"], "echo MaxArraySize = 0"); // so that the sweep stops early
        (string, string)[] variables =
        [
            ("PATH", $"{folder["bin"]}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}"),
            ("PGPASSWORD", "secret"), ("PGUSER", "secret"),
                ("UNSEEN_STORE", "postgresql://me:secret@127.0.0.1:9/runs"), ("PGI", "compilers"),
        ];

        using var process = UnseenProcess.StartWith(
            variables, folder.FullPath, "sweep", "tiny.json", "--executor", "slurm", "--no-cache");
        var run = await process.End();

        Assert.StartsWith("unseen sweep: this Slurm cluster does not allow array jobs (MaxArraySize is 0).", run.Error);
        var environment = File.ReadAllText(folder["environment"]);
        Assert.DoesNotContain("secret", environment);
        Assert.Contains("PGI=compilers\n", environment);
    }
}
