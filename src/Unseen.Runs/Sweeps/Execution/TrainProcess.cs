using System.Diagnostics;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Executes a run of a sweep as a separate process of <c>unseen train</c>.</summary>
internal static class TrainProcess
{
    /// <summary>The maximum time that a resumed run waits for another process to release its folder, as a command-line
    /// argument.</summary>
    public const string WaitForOthers = "10m";

    private const int LogLines = 40;

    private static readonly TimeSpan _grace = TimeSpan.FromMinutes(2);

    /// <summary>Writes the configuration file that the process of a run reads.</summary>
    public static void Prepare(StoredRun run)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(run.Folder)!);
        AtomicFile.WriteText(SweepFiles.GetConfig(run), run.Config);
    }

    /// <summary>Gets the arguments of the command that starts or resumes a run.</summary>
    public static IEnumerable<string> Arguments(StoredRun run) =>
        File.Exists(Path.Combine(RunFolder.Unfinished(run.Folder), RunDescription.FileName))
        ? ["train", "--resume", run.Folder, "--wait", WaitForOthers, "--quiet"]
        : ["train", "--config", SweepFiles.GetConfig(run), "--out", run.Folder, "--quiet"];

    /// <summary>Starts the process, and waits until it exits. After a cancellation, the process has two minutes to save
    /// a checkpoint before it is killed.</summary>
    /// <param name="run">the run</param>
    /// <param name="program">words of the command that starts the program</param>
    /// <param name="cancellation">stops the process</param>
    /// <returns>the exit code of the process</returns>
    public static int Run(StoredRun run, IReadOnlyList<string> program, CancellationToken cancellation)
    {
        Prepare(run);
        var start = new ProcessStartInfo(
            program[0])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        ParentPipe.Tie(start); // if the process outlived its parent, it would block the folder of the run
        foreach (var word in program.Skip(1).Concat(Arguments(run)))
            start.ArgumentList.Add(word);
        using var log = new StreamWriter(SweepFiles.GetLog(run), append: true) { AutoFlush = true };
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Log(log, line.Data);
        process.ErrorDataReceived += (_, line) => Log(log, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            process.WaitForExitAsync(cancellation).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            Stop(process); // each run has its own thread, so the processes of all runs are stopped at the same time
        }

        process.WaitForExit(); // wait until all output is in the log
        return process.ExitCode;
    }

    /// <summary>Gets the last 40 lines of a run's log.</summary>
    public static string EndOfLog(StoredRun run) =>
        File.Exists(SweepFiles.GetLog(run))
            ? string.Join('\n', File.ReadLines(SweepFiles.GetLog(run)).TakeLast(LogLines)) : "There is no log.";

    private static void Log(StreamWriter log, string? line)
    {
        if (line is not null)
            lock (log)
                log.WriteLine(line);
    }

    private static void Stop(Process process)
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(_grace))
            process.Kill(); // the last checkpoint is kept
    }
}
