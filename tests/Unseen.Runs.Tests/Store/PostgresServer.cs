using System.Diagnostics;
using Unseen.TestSupport;

namespace Unseen.Runs.Tests.Store;

/// <summary>A PostgreSQL server for tests, on the loopback address. It is started with the PostgreSQL programs that are
/// installed on this machine.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Account = "postgres";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"unseen-pg-{Guid.NewGuid():N}");
    private readonly string? _programFolder = FindProgramFolder();
    private readonly int _port = LocalPort.FindFree();
    private string? _skipReason;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Creates a database, and returns its address. Skips the calling test if there is no server.</summary>
    public async Task<string> NewDatabase()
    {
        Assert.SkipWhen(_skipReason is not null, _skipReason ?? "");
        var name = $"unseen_{Guid.NewGuid():N}";
        await Require("createdb", "-h", "127.0.0.1", "-p", $"{_port}", "-U", Account, name);
        return $"postgresql://{Account}@127.0.0.1:{_port}/{name}";
    }

    /// <summary>Stops the server at once, as in a crash, and starts it again.</summary>
    public async Task Restart()
    {
        await Require("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await Start();
    }

    public async ValueTask InitializeAsync()
    {
        if (_programFolder is null)
        {
            _skipReason = "needs a PostgreSQL server (Debian's package postgresql), which is not installed";
            return;
        }

        Directory.CreateDirectory(_folder);
        try
        {
            if (Environment.IsPrivilegedProcess)
                await Run("/bin/chown", Account, _folder); // the server refuses to run as root
            await Require("initdb", "-D", Data, "-U", Account, "-A", "trust", "--no-sync");
            await Start();
        }
        catch (InvalidOperationException exception)
        {
            _skipReason = $"PostgreSQL does not start here: {exception.Message}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Data))
            await Run([.. AsAccount("pg_ctl"), "-D", Data, "-m", "immediate", "-w", "stop"]);
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private Task Start() => Require(
        "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o",
            $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=400", "start");

    private async Task Require(string program, params string[] arguments)
    {
        var (exitCode, text) = await Run([.. AsAccount(program), .. arguments]);
        if (exitCode != 0)
            throw new InvalidOperationException(
                $"{program} exited with code {exitCode}: {text.TrimEnd().Split('\n')[^1]}");
    }

    private string[] AsAccount(string program) =>
        Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={Account}", $"--regid={Account}", "--clear-groups",
            Path.Combine(_programFolder!, program)] : [Path.Combine(_programFolder!, program)];

    /// <summary>Runs a program. Its output goes to a file: a server that the program starts would inherit a pipe and
    /// keep it open, so that reading the pipe would not end.</summary>
    /// <returns>the exit code and the output</returns>
    private async Task<(int ExitCode, string Text)> Run(params string[] command)
    {
        var log = Path.Combine(_folder, "output");
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = _folder };
        foreach (var part in (string[])["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log,
            .. command])
            start.ArgumentList.Add(part);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, await File.ReadAllTextAsync(log, CancellationToken.None));
    }

    private static string? FindProgramFolder()
    {
        const string debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).Select(version => Path.Combine(version, "bin")) : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }
}
