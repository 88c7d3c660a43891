using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Unseen.Runs.Slurm;

/// <summary>The cluster that this machine submits jobs to, accessed through Slurm's command-line programs. Safe to call
/// from several threads.</summary>
public sealed partial class SlurmCluster
{
    private const string Submitter = "sbatch", Queuer = "squeue", Controller = "scontrol", Accountant = "sacct",
        Canceller = "scancel";

    private const string QueueIsFull = "temporarily unavailable"; // there are more jobs than MaxJobCount

    // long enough for a restart or an update of the controller
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _programTimeout = TimeSpan.FromMinutes(2);

    private static readonly string[] _temporaryErrors =
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
            : throw new IOException(
                "this Slurm cluster does not allow array jobs (MaxArraySize is 0). Ask its administrator, or "
                    + "use --executor local.");
        _hasAccounts = SlurmText.Setting(settings, "AccountingStorageType") is { } storage
            && storage != "accounting_storage/none" && storage != "(null)";
        _completions = SlurmText.Setting(settings, "JobCompType") == "jobcomp/filetxt"
            ? SlurmText.Setting(settings, "JobCompLoc") : null;
    }

    /// <summary>The name of the cluster.</summary>
    public string Name { get; }

    /// <summary>The maximum number of tasks in an array.</summary>
    public int MaxTasks { get; }

    /// <summary>Gets the command that cancels jobs.</summary>
    public static string HowToCancel(IEnumerable<long> jobs) => $"{Canceller} {string.Join(' ', jobs)}";

    /// <summary>Finds the cluster.</summary>
    /// <param name="say">receives a message on the calling thread if Slurm does not answer</param>
    /// <param name="cancellation">stops waiting for an answer</param>
    /// <exception cref="IOException">Slurm is not installed on this machine, does not allow array jobs, or did not
    /// answer for ten minutes.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static SlurmCluster Find(Action<string> say, CancellationToken cancellation)
    {
        Run(Submitter, ["--version"]);
        return new SlurmCluster(Ask(say, Controller, ["show", "config"], cancellation), say);
    }

    /// <summary>Submits an array exactly once. If Slurm's answer is lost, the queue is searched for the job before it
    /// is submitted again.</summary>
    /// <param name="array">the array</param>
    /// <param name="cancellation">stops waiting for an answer</param>
    /// <param name="mayBeSmaller">whether the caller can submit smaller arrays instead, default false. If true, an
    /// array of several tasks that does not fit into the queue is refused; otherwise the method waits up to ten minutes
    /// until it fits</param>
    /// <returns>the id of the job</returns>
    /// <exception cref="SlurmRefusalException">Slurm refuses the job.</exception>
    /// <exception cref="IOException">For ten minutes, Slurm did not answer or had no room in its queue; or
    /// <see cref="SlurmArray.Write"/> failed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public long Submit(SlurmArray array, CancellationToken cancellation, bool mayBeSmaller = false)
    {
        array.Write();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var answer = Run(Submitter, array.Arguments, array.Folder);
            if (answer.ExitCode == 0 && SlurmText.Submitted(answer.Output) is { } job)
                return job;
            cancellation.ThrowIfCancellationRequested(); // sbatch receives Ctrl-C too
            if (!IsTemporary(answer.Error) || (mayBeSmaller && array.Items.Count > 1 && IsFull(answer)))
                throw new SlurmRefusalException($"Slurm refused the job: {OneLine(answer.Error)}.");
            Wait(_say, Submitter, answer, watch, cancellation);
            if (Queue(array.Name, cancellation).FirstOrDefault(task => task.Tag == array.Tag) is { } found)
                return found.Id.Job;
        }
    }

    /// <summary>Gets the tasks of jobs with a given name that are queued, running, or ended within the last few
    /// minutes.</summary>
    /// <exception cref="IOException">Slurm did not answer for ten minutes.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public IReadOnlyList<SlurmTask> Queue(string name, CancellationToken cancellation) => SlurmText.Queue(
        Ask(_say, Queuer, ["--noheader", "--array", "--states=all", $"--name={name}",
            $"--format={SlurmText.QueueFormat}"], cancellation));

    /// <summary>Gets the state of a task; null if Slurm no longer knows the task.</summary>
    /// <exception cref="IOException">Slurm did not answer for ten minutes.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public SlurmEnd? GetEnd(SlurmTaskId task, CancellationToken cancellation)
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
            return null; // the file belongs to the administrators, and not every user may read it
        }
    }

    /// <summary>Cancels a task, if it exists.</summary>
    public static void Cancel(SlurmTaskId task) => Run(Canceller, [$"{task}"]);

    /// <summary>Runs a Slurm program and returns its output, which is empty if Slurm does not know the job.</summary>
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
            throw new IOException(
                $"Slurm has {(IsFull(answer) ? "accepted no job" : $"not answered {program}")} for "
                    + $"{_patience.TotalMinutes} minutes: {error}. Run the same command again once it does.");
        if (since.Elapsed < _pause)
            say($"Slurm does not {(IsFull(answer) ? "accept the job yet" : $"answer {program}")}: {error}. Trying "
                + "again.");
        cancellation.WaitHandle.WaitOne(_pause);
        cancellation.ThrowIfCancellationRequested();
    }

    private static bool IsFull(Answer answer) => answer.Error.Contains(QueueIsFull, StringComparison.OrdinalIgnoreCase);

    private static bool IsTemporary(string error) =>
        _temporaryErrors.Any(known => error.Contains(known, StringComparison.OrdinalIgnoreCase));

    /// <summary>Joins the error output of a Slurm program to one line, without the program's name and final full
    /// stops.</summary>
    private static string OneLine(string error) =>
        string.Join("; ", error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => Prefix().Replace(line, "").TrimEnd('.')).DefaultIfEmpty("it gave no reason"));

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
        SlurmEnvironment.RemoveStoreVariables(start.Environment);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (process.WaitForExit(_programTimeout))
                return new Answer(process.ExitCode, output.Result, error.Result);
            process.Kill();
            return new Answer(-1, "", $"{program} timed out");
        }
        catch (Win32Exception exception)
        {
            throw new IOException(
                $"Slurm's program {program} was not found. Run the command on a machine that submits jobs, or use "
                    + "--executor local.", exception);
        }
    }

    [GeneratedRegex(@"^\w+: (error: )?")]
    private static partial Regex Prefix();

    private sealed record Answer(int ExitCode, string Output, string Error);
}
