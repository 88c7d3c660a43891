using System.Diagnostics;
using Unseen.TestSupport;

namespace Unseen.Cli.Tests.Sweeps;

/// <summary>A Slurm cluster of two nodes on this machine, which tests/slurm/cluster.sh starts.</summary>
public sealed class SlurmHost : IAsyncLifetime
{
    // Short, since the paths of sockets have a length limit.
    private readonly string _folder =
        Path.Combine(Path.GetTempPath(), $"unseen-slurm-{Guid.NewGuid().ToString("N")[..8]}");
    private readonly List<(string Name, string Value)> _environment = [];
    private string? _skipReason;

    /// <summary>The environment variables that Slurm's programs need. Reading this property skips the calling test if
    /// there is no cluster.</summary>
    public IReadOnlyList<(string Name, string Value)> Environment
    {
        get
        {
            Assert.SkipWhen(_skipReason is not null, _skipReason ?? "");
            return _environment;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            _skipReason = "Slurm for tests needs Linux";
            return;
        }

        _environment.Add(("CLUSTER_SLURMD_TIMEOUT", "5"));
        var (exitCode, output, error) = await Run("bash", Script, "start", _folder);
        if (exitCode != 0)
        {
            _skipReason = error.Trim();
            return;
        }

        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (line["export ".Length..].Split('=', 2) is [var name, var value])
                _environment.Add((name, value));
    }

    public async ValueTask DisposeAsync()
    {
        if (_skipReason is null)
            await Run("bash", Script, "stop", _folder);
    }

    private static string Script => Path.Combine(SharedData.RepositoryRoot, "tests", "slurm", "cluster.sh");

    /// <summary>Runs a command of cluster.sh for a node: crash-node, kill-node or start-node.</summary>
    public async Task Node(string command, string node)
    {
        var (exitCode, _, error) = await Run("bash", Script, command, _folder, node);
        Assert.True(exitCode == 0, error);
    }

    /// <summary>Runs one of Slurm's programs, and returns its standard output.</summary>
    public async Task<string> Ask(string program, params string[] arguments)
    {
        var (exitCode, output, error) = await Run(program, arguments);
        Assert.True(exitCode == 0, error);
        return output;
    }

    private async Task<(int ExitCode, string Output, string Error)> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            program, arguments)
        { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
