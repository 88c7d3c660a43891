using System.Diagnostics;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>A run of a sweep as an <c>unseen train</c> of its own.</summary>
internal static class TrainProcess
{
    /// <summary>The time that a run waits for another process to release its folder, as the command line takes
    /// it.</summary>
    public const string WaitForOthers = "10m";

    private const int LogLines = 40;

    private static readonly TimeSpan _grace = TimeSpan.FromMinutes(2);

    /// <summary>Writes a run's options to where it reads them.</summary>
    public static void Prepare(StoredRun run)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(run.Folder)!);
        AtomicFile.WriteText(SweepFiles.ConfigOf(run), run.Config);
    }

    /// <summary>The words of the command that begins a run, or goes on with it.</summary>
    public static IEnumerable<string> Arguments(StoredRun run) =>
        File.Exists(Path.Combine(RunFolder.Unfinished(run.Folder), RunDescription.FileName))
        ? ["train", "--resume", run.Folder, "--wait", WaitForOthers, "--quiet"]
        : ["train", "--config", SweepFiles.ConfigOf(run), "--out", run.Folder, "--quiet"];

    /// <summary>Trains, and waits for the end; asked to stop, it saves itself first.</summary>
    /// <param name="run">the run</param>
    /// <param name="program">the words that start the program</param>
    /// <param name="cancellation">asks the run to stop</param>
    /// <returns>the exit code</returns>
    public static int Run(StoredRun run, IReadOnlyList<string> program, CancellationToken cancellation)
    {
        Prepare(run);
        var start = new ProcessStartInfo(
            program[0])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        ParentPipe.Tie(start); // a run that outlived this process would keep others from it
        foreach (var word in program.Skip(1).Concat(Arguments(run)))
            start.ArgumentList.Add(word);
        using var log = new StreamWriter(SweepFiles.LogOf(run), append: true) { AutoFlush = true };
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
            Stop(process); // each run's own thread does so, hence all are asked at once
        }

        process.WaitForExit(); // until all it said is in the log
        return process.ExitCode;
    }

    /// <summary>The end of what a run said.</summary>
    public static string EndOfLog(StoredRun run) =>
        File.Exists(SweepFiles.LogOf(run))
            ? string.Join('\n', File.ReadLines(SweepFiles.LogOf(run)).TakeLast(LogLines)) : "It said nothing.";

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
            process.Kill(); // the last checkpoint stays
    }
}
