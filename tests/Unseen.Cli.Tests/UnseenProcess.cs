using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Unseen.TestSupport;

namespace Unseen.Cli.Tests;

/// <summary>The program in a separate process, which can be signalled and killed.</summary>
internal sealed partial class UnseenProcess : IDisposable
{
    // Without a limit, a process that never ends would block its test forever.
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(30);

    private readonly Process _process;
    private readonly StringBuilder _written = new();
    private readonly bool _isWrapped;
    private readonly Task<string> _output, _error;

    private UnseenProcess(string folder, string[] args, params IEnumerable<(string Name, string Value)> environment)
        : this([], folder, args, environment)
    {
    }

    private UnseenProcess(string[] wrapper, string folder, string[] args,
        IEnumerable<(string Name, string Value)> environment)
    {
        // Background processes of a shell ignore SIGINT, and their children inherit this, so env restores the default.
        // setsid puts the program into a new process group, so that a test can signal the group as a terminal does.
        string[] launcher = OperatingSystem.IsLinux()
            ? ["setsid", "/usr/bin/env", "--default-signal=INT", .. wrapper, Dotnet] : ["dotnet"];
        var start = new ProcessStartInfo(
            launcher[0])
        { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        string Here(string name) => Path.Combine(AppContext.BaseDirectory, name);
        foreach (var arg in (string[])[.. launcher.Skip(1), "exec", "--runtimeconfig",
            Here("Unseen.Cli.Tests.runtimeconfig.json"), "--depsfile", Here("Unseen.Cli.Tests.deps.json"),
            Here("Unseen.Cli.dll"), .. args])
            start.ArgumentList.Add(arg);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _isWrapped = wrapper.Length > 0;
        (_output, _error) = (ReadOutputAsync(), _process.StandardError.ReadToEndAsync());
    }

    /// <summary>The full path of dotnet, so that it is found even if the process gets another PATH.</summary>
    private static string Dotnet =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "dotnet"))
        .First(File.Exists);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a command line.</summary>
    public static UnseenProcess Start(string folder, params string[] args) => new(folder, args);

    /// <summary>Starts a command line with additional environment variables.</summary>
    public static UnseenProcess StartWith(
        IEnumerable<(string Name, string Value)> environment, string folder, params string[] args) =>
        new(folder, args, environment);

    /// <summary>Starts a command line under strace, which records system calls in the file <paramref name="trace"/>:
    /// those that open or create files, create folders, connect or send.</summary>
    public static UnseenProcess StartTraced(
        string trace, IEnumerable<(string Name, string Value)> environment, string folder, params string[] args) =>
        new(["strace", "-f", "-qq", "-e", "trace=openat,open,creat,mkdir,connect,sendto", "-o", trace], folder, args,
            environment);

    /// <summary>Starts a command line with a limited managed heap.</summary>
    public static UnseenProcess StartWithin(int megabytes, string folder, params string[] args) =>
        new(folder, args, ("DOTNET_GCHeapHardLimit", $"0x{(long)megabytes << 20:X}"));

    /// <summary>Waits until a condition holds or the process has exited, and fails after five minutes.</summary>
    public Task WaitUntil(Func<bool> holds) =>
        Waiting.UntilAsync(
            "the condition holds or the process has exited", () => Task.FromResult(holds() || HasExited), 5);

    /// <summary>What the process has written to standard output so far.</summary>
    public string Written
    {
        get
        {
            lock (_written)
                return _written.ToString();
        }
    }

    /// <summary>Waits until the process has written a text to standard output or has exited.</summary>
    public Task WaitForOutput(string text) => WaitUntil(() => Written.Contains(text, StringComparison.Ordinal));

    /// <summary>Sends a signal to the process and all processes of its group, as a terminal does.</summary>
    public void SignalGroup(int signal) => Signal(-_process.Id, signal);

    /// <summary>Kills the process, which has no time to save anything.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a signal unless it is 0 (the default), and waits until the process exits. Fails after 30
    /// minutes.</summary>
    public async Task<CommandRun> End(int signal = 0)
    {
        if (signal != 0)
            Signal(_isWrapped ? ChildId() : _process.Id, signal);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(_limit, TestContext.Current.CancellationToken);
        return new CommandRun(_process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true); // strace, and the program that it runs
        _process.Dispose();
    }

    private static void Signal(int process, int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        Assert.Equal(0, SendSignal(process, signal));
    }

    private int ChildId() => int.Parse(File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children"),
        CultureInfo.InvariantCulture);

    private async Task<string> ReadOutputAsync()
    {
        var buffer = new char[4096];
        for (int count; (count = await _process.StandardOutput.ReadAsync(buffer)) > 0;)
            lock (_written)
                _written.Append(buffer, 0, count);
        return _written.ToString();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
