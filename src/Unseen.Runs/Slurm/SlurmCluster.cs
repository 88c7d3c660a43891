using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Unseen.Runs.Slurm;

/// <summary>The cluster that this machine submits to, by Slurm's own programs.</summary>
public sealed class SlurmCluster
{
    private const string Submitter = "sbatch", Queuer = "squeue", Controller = "scontrol", Accountant = "sacct",
        Canceller = "scancel";

    private const string Full = "temporarily unavailable"; // more jobs than MaxJobCount

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10); // a controller may be restarted, or updated
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(2);

    private static readonly string[] _moments =
        ["unable to contact", "timed out", "connection refused", "connection reset", "temporarily", "standby",
            "zero bytes", "unexpected message", "communication"];

    private readonly Action<string> _say;
    private readonly bool _hasAccounts;
    private readonly string? _completions;

    private SlurmCluster(string settings, Action<string> say)
    {
        _say = say;
        Name = SlurmText.Setting(settings, "ClusterName") ?? "";
        MaxTasks = int.TryParse(SlurmText.Setting(settings, "MaxArraySize"), CultureInfo.InvariantCulture,
            out var size) && size > 0
            ? size
            : throw new IOException("Slurm must allow array jobs, but MaxArraySize was 0.");
        _hasAccounts = SlurmText.Setting(settings, "AccountingStorageType") is { } storage
            && storage != "accounting_storage/none" && storage != "(null)";
        _completions = SlurmText.Setting(settings, "JobCompType") == "jobcomp/filetxt"
            ? SlurmText.Setting(settings, "JobCompLoc") : null;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Tasks of an array, at most.</summary>
    public int MaxTasks { get; }

    /// <summary>The command that ends jobs.</summary>
    public static string HowToCancel(IEnumerable<long> jobs) => $"{Canceller} {string.Join(' ', jobs)}";

    /// <summary>Finds the cluster.</summary>
    /// <param name="say">told where it does not answer</param>
    /// <param name="cancellation">ends the waiting</param>
    /// <exception cref="IOException">There is no Slurm here, or it does not answer for minutes.</exception>
    public static SlurmCluster Find(Action<string> say, CancellationToken cancellation)
    {
        Run(Submitter, ["--version"]);
        return new SlurmCluster(Ask(say, Controller, ["show", "config"], cancellation), say);
    }

    /// <summary>Submits an array, once: where the answer is lost on its way, it looks whether the job is
    /// there.</summary>
    /// <param name="array">the array</param>
    /// <param name="cancellation">ends the waiting</param>
    /// <param name="mayBeSmaller">whether smaller arrays would do: where Slurm has no room for all of the tasks, that
    /// is a refusal then, and not waited for</param>
    /// <returns>the job id</returns>
    /// <exception cref="SlurmRefusalException">Slurm does not take it.</exception>
    /// <exception cref="IOException">It does not answer for minutes.</exception>
    public long Submit(SlurmArray array, CancellationToken cancellation, bool mayBeSmaller = false)
    {
        array.Write();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var answer = Run(Submitter, array.Arguments, array.Folder);
            if (answer.ExitCode == 0 && SlurmText.Submitted(answer.Output) is { } job)
                return job;
            cancellation.ThrowIfCancellationRequested(); // a Ctrl-C reaches sbatch too
            if (!IsOfTheMoment(answer.Error)
                || (mayBeSmaller && array.Items.Count > 1
                && answer.Error.Contains(Full, StringComparison.OrdinalIgnoreCase)))
                throw new SlurmRefusalException($"{Submitter} must take the job, but said: {OneLine(answer.Error)}");
            Wait(_say, Submitter, answer, watch, cancellation);
            if (Queue(array.Name, cancellation).FirstOrDefault(task => task.Tag == array.Tag) is { } there)
                return there.Id.Job;
        }
    }

    /// <summary>The tasks of a job name that are queued, running, or ended some minutes ago at most.</summary>
    /// <exception cref="IOException">Slurm does not answer for minutes.</exception>
    public IReadOnlyList<SlurmTask> Queue(string name, CancellationToken cancellation) => SlurmText.Queue(
        Ask(_say, Queuer, ["--noheader", "--array", "--states=all", $"--name={name}",
            $"--format={SlurmText.QueueFormat}"], cancellation));

    /// <summary>The state of a task, or null if Slurm no longer knows it.</summary>
    /// <exception cref="IOException">Slurm does not answer for minutes.</exception>
    public SlurmEnd? EndOf(SlurmTaskId task, CancellationToken cancellation)
    {
        if (SlurmText.Job(Ask(_say, Controller, ["show", "job", "-o", $"{task}"], cancellation)) is { } known)
            return known;
        if (_hasAccounts && Run(Accountant, ["-n", "-P", "-X", "-j", $"{task}", "-o", SlurmText.AccountFields])
            is { ExitCode: 0 } accounts
            && SlurmText.Accounts(accounts.Output, task) is { } account)
            return account;
        try
        {
            return File.Exists(_completions) ? SlurmText.Completed(File.ReadLines(_completions), task) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // the administrators' file, which may be closed to others
        }
    }

    /// <summary>Ends a task, if it is there.</summary>
    public static void Cancel(SlurmTaskId task) => Run(Canceller, [$"{task}"]);

    /// <summary>The output of a Slurm program, empty if Slurm does not know the job.</summary>
    private static string Ask(Action<string> say, string program, IReadOnlyList<string> arguments,
        CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var answer = Run(program, arguments);
            if (answer.ExitCode == 0)
                return answer.Output;
            cancellation.ThrowIfCancellationRequested();
            if (answer.Error.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase))
                return "";
            Wait(say, program, answer, watch, cancellation);
        }
    }

    private static void Wait(Action<string> say, string program, Answer answer, Stopwatch since,
        CancellationToken cancellation)
    {
        var error = OneLine(answer.Error);
        if (since.Elapsed > _patience)
            throw new IOException($"{program} must answer, but for {_patience.TotalMinutes} minutes said: {error}");
        if (since.Elapsed < _pause)
            say($"{program} does not answer, and is asked again: {error}");
        cancellation.WaitHandle.WaitOne(_pause);
        cancellation.ThrowIfCancellationRequested();
    }

    private static bool IsOfTheMoment(string error) =>
        _moments.Any(moment => error.Contains(moment, StringComparison.OrdinalIgnoreCase));

    private static string OneLine(string error) =>
        string.Join("; ", error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .DefaultIfEmpty("nothing"));

    private static Answer Run(string program, IEnumerable<string> arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(
            program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? ""
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        SlurmEnvironment.Clean(start.Environment);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (process.WaitForExit(_longest))
                return new Answer(process.ExitCode, output.Result, error.Result);
            process.Kill();
            return new Answer(-1, "", $"{program} timed out");
        }
        catch (Win32Exception exception)
        {
            throw new IOException(
                $"{program} must be there for --executor slurm, but could not be started "
                + $"({exception.Message}). Run this where jobs are submitted from, or here with "
                + $"--executor local.", exception);
        }
    }

    private sealed record Answer(int ExitCode, string Output, string Error);
}
