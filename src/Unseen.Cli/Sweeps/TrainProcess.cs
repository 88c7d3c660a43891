using System.Diagnostics;
using System.Runtime.InteropServices;
using Unseen.Cli.Flags;
using Unseen.Cli.Runs;
using Unseen.Data;
using Unseen.Store;

namespace Unseen.Cli.Sweeps;

/// <summary>A run of a sweep as an <c>unseen train</c> of its own.</summary>
internal static partial class TrainProcess
{
    /// <summary>How long a run waits for whoever has its folder, in words of the command line.</summary>
    public const string WaitForOthers = "10m";

    private const int Terminate = 15;
    private const int LogLines = 40;

    private static readonly TimeSpan _grace = TimeSpan.FromMinutes(2);

    /// <summary>Where a run's options are, for whoever starts it.</summary>
    public static string ConfigOf(StoredRun run) => $"{run.Folder}.json";

    /// <summary>Where what it says goes.</summary>
    public static string LogOf(StoredRun run) => $"{run.Folder}.log";

    /// <summary>Writes a run's options to where it reads them.</summary>
    public static void Prepare(StoredRun run)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(run.Folder)!);
        AtomicFile.WriteText(ConfigOf(run), run.Config);
    }

    /// <summary>The words of the command that begins a run, or goes on with it.</summary>
    public static IEnumerable<string> Arguments(StoredRun run) => File.Exists(Path.Combine(RunFolder.Unfinished(run.Folder), RunConfig.FileName))
        ? ["train", ResumeFlags.Resume.Name, run.Folder, ResumeFlags.Wait.Name, WaitForOthers, CommonFlags.Quiet.Name]
        : ["train", CommonFlags.Config.Name, ConfigOf(run), CommonFlags.Out.Name, run.Folder, CommonFlags.Quiet.Name];

    /// <summary>Trains, and waits for the end; asked to stop, it saves itself first.</summary>
    /// <returns>the exit code</returns>
    public static int Run(StoredRun run, CancellationToken cancellation)
    {
        Prepare(run);
        var start = new ProcessStartInfo(OwnProgram.Words[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in OwnProgram.Words.Skip(1).Concat(Arguments(run)))
            start.ArgumentList.Add(word);
        using var log = new StreamWriter(LogOf(run), append: true) { AutoFlush = true };
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Log(log, line.Data);
        process.ErrorDataReceived += (_, line) => Log(log, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var stop = cancellation.Register(() => Stop(process));
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>The end of what a run said.</summary>
    public static string EndOfLog(StoredRun run) =>
        File.Exists(LogOf(run)) ? string.Join('\n', File.ReadLines(LogOf(run)).TakeLast(LogLines)) : "It said nothing.";

    private static void Log(StreamWriter log, string? line)
    {
        if (line is not null)
            lock (log)
                log.WriteLine(line);
    }

    private static void Stop(Process process)
    {
        if (process.HasExited)
            return;
        if (OperatingSystem.IsWindows())
            process.WaitForExit(_grace); // the console tells it too, where a person asked for it
        else if (Signal(process.Id, Terminate) == 0)
            process.WaitForExit(_grace);
        if (!process.HasExited)
            process.Kill(); // the last checkpoint stays
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
