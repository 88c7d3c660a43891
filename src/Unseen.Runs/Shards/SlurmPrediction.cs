using System.Globalization;
using Unseen.Runs.Slurm;

namespace Unseen.Runs.Shards;

/// <summary>Predicts the classes of the rows of feature files in Slurm array jobs, with one task per part of the files.
/// A part that fails is submitted once more, and then skips the files that it has finished. Not thread-safe.</summary>
/// <param name="cluster">the cluster to submit to</param>
/// <param name="options">options of the jobs</param>
/// <param name="threads">number of processor cores per task</param>
/// <param name="folder">folder for outputs and the logs of tasks, which the cluster's nodes must be able to
/// access</param>
/// <param name="context">messages, warnings and cancellation</param>
public sealed class SlurmPrediction(
    SlurmCluster cluster, SlurmOptions options, int threads, string folder, RunContext context)
{
    private const string JobName = "unseen-predict";
    private const int MaxTries = 2;

    private static readonly TimeSpan _minPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _maxPause = TimeSpan.FromSeconds(15);

    private readonly Dictionary<SlurmTaskId, int> _running = [];

    private string Logs => Path.Combine(folder, "slurm");

    /// <summary>Submits all parts, and waits until each is done or has failed twice.</summary>
    /// <param name="command">words of the command that predicts a part; the part's number I/N is appended</param>
    /// <param name="parts">N, the number of parts</param>
    /// <returns>true if all parts are done, false if some failed</returns>
    /// <exception cref="IOException">Slurm refused a job, did not answer for ten minutes, or cannot use the
    /// folder.</exception>
    /// <exception cref="InterruptedException">The prediction was cancelled. Submitted jobs continue.</exception>
    public bool Run(IReadOnlyList<string> command, int parts)
    {
        var (tries, failed, done) = (new int[parts + 1], 0, 0);
        var pause = _minPause;
        var work = $"exec {string.Join(' ', command.Select(SlurmArray.Quote))} \"$item\"";
        try
        {
            Submit([.. Enumerable.Range(1, parts)], parts, work);
            while (_running.Count > 0)
            {
                context.Cancellation.WaitHandle.WaitOne(pause);
                List<int> again = [];
                var ended = Ended();
                pause = ended.Count > 0 ? _minPause
                    : TimeSpan.FromSeconds(Math.Min(_maxPause.TotalSeconds, pause.TotalSeconds * 1.25));
                foreach (var (task, end) in ended)
                {
                    _running.Remove(task, out var part);
                    var log = SlurmArray.GetLog(Logs, task);
                    var last = LastLine(log);
                    if (end is { IsSuccess: true })
                    {
                        context.Say($"part {part}/{parts} done ({++done} so far): {last}");
                        continue;
                    }

                    if (++tries[part] < MaxTries)
                        again.Add(part);
                    else
                        failed++;
                    context.Warn(
                        $"part {part}/{parts} "
                        + $"failed{(tries[part] < MaxTries ? ", and is tried once more" : " twice")} (job {task}: "
                        + $"{end?.ToString() ?? "Slurm no longer knows it"}): {last}; {log}");
                }

                if (again.Count > 0)
                    Submit(again, parts, work);
            }
        }
        catch (OperationCanceledException)
        {
            long[] jobs = [.. _running.Keys.Select(task => task.Job).Distinct().Order()];
            throw new InterruptedException(
                jobs.Length == 0
                    ? "interrupted. Run the same command again to continue."
                    : $"interrupted. Slurm continues with {(jobs.Length == 1 ? "job" : "jobs")} "
                        + $"{string.Join(", ", jobs)}; {SlurmCluster.HowToCancel(jobs)} stops "
                        + $"{(jobs.Length == 1 ? "it" : "them")}.");
        }

        context.Say(string.Create(
            CultureInfo.InvariantCulture, $"{done} of {parts} parts done{(failed > 0 ? $", {failed} failed" : "")}"));
        return failed == 0;
    }

    private void Submit(IReadOnlyList<int> numbers, int parts, string work)
    {
        foreach (var chunk in numbers.Chunk(cluster.MaxTasks))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var array = new SlurmArray(JobName, Logs)
            {
                Threads = threads,
                Options = options,
                Items = [.. chunk.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part}/{parts}"))],
                Work = work
            };
            var job = cluster.Submit(array, context.Cancellation);
            foreach (var (index, part) in chunk.Index())
                _running.Add(new SlurmTaskId(job, index), part);
            context.Say($"job {job}: {chunk.Length} {(chunk.Length == 1 ? "part" : "parts")} submitted");
        }
    }

    /// <summary>Gets the tasks that have ended, and their final states in Slurm.</summary>
    private List<(SlurmTaskId Task, SlurmEnd? End)> Ended()
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var queue = cluster.Queue(JobName, context.Cancellation).GroupBy(task => task.Id)
            .ToDictionary(group => group.Key, group => group.Last());
        List<(SlurmTaskId, SlurmEnd?)> ended = [];
        foreach (var task in _running.Keys)
        {
            var listed = queue.GetValueOrDefault(task);
            if (listed is { IsStuck: true })
                SlurmCluster.Cancel(task);
            else if (listed is { IsOver: false })
                continue;
            var end = listed is { IsStuck: true } ? new SlurmEnd(listed.Reason, 0, 0)
                : cluster.GetEnd(task, context.Cancellation);
            if (end is null || listed is { IsStuck: true } || SlurmEnd.IsOver(end.State))
                ended.Add((task, end));
        }

        return ended;
    }

    private static string LastLine(string log) =>
        (File.Exists(log) ? File.ReadLines(log).LastOrDefault(line => line.Length > 0) : null) ?? "its log is empty";
}
