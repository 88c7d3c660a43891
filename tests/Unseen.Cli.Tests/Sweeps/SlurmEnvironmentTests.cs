namespace Unseen.Cli.Tests.Sweeps;

public sealed class SlurmEnvironmentTests
{
    [Fact]
    public async Task Sweep_OnSlurm_GivesItsProgramsNoPasswordOfTheStore()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Slurm is not for Windows.");
        using var folder = new TemporaryFolder();
        var data = TinyDataset.Save(folder);
        File.WriteAllText(
            folder["tiny.json"], $$"""{"datasets": ["{{data.Replace(@"\", @"\\", StringComparison.Ordinal)}}"]}""");
        WriteProgram(folder, "sbatch", $"env > '{folder["environment"]}'");
        WriteProgram(folder, "scontrol", "echo MaxArraySize = 0"); // ends the command here
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

    private static void WriteProgram(TemporaryFolder folder, string name, string script)
    {
        Directory.CreateDirectory(folder["bin"]);
        var path = Path.Combine(folder["bin"], name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
