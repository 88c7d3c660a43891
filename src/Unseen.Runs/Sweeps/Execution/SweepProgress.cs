using System.Diagnostics;
using Unseen.Runs.Records;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Reports the progress of a sweep, one line for each event. Safe to call from several threads.</summary>
/// <param name="say">receives each line</param>
/// <param name="total">total number of runs</param>
/// <param name="done">number of runs that are already done or set aside</param>
/// <param name="differing">keys of the options that identify a run in messages</param>
/// <param name="datasets">labels of datasets by the id of the run</param>
/// <param name="quiet">whether to report nothing</param>
internal sealed class SweepProgress(
    Action<string> say, int total, int done, IReadOnlyList<string> differing,
    IReadOnlyDictionary<string, string> datasets, bool quiet)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private int _endedHere;

    /// <summary>Reports that the results of a run are stored.</summary>
    public void Done(StoredRun run, string metrics)
    {
        var row = RunRow.Create(run with { Metrics = metrics });
        Ended($"{Describe(row)}  validation H {Words.Percent(row.Number(RunMetrics.ValidationH))}, H "
            + $"{Words.Percent(row.Number("H"))}");
    }

    /// <summary>Reports that a run failed.</summary>
    public void Failed(StoredRun run, string why)
    {
        if (run.Failures + 1 >= RunStore.MaxFailures)
            Ended($"{Describe(RunRow.Create(run))}  set aside, failed twice: {why}; {SweepFiles.GetLog(run)}");
        else
            Say($"{Describe(RunRow.Create(run))}  failed, and is tried once more: {why}");
    }

    /// <summary>Reports another event.</summary>
    public void Say(string text)
    {
        if (quiet)
            return;
        lock (_lock)
            say(text);
    }

    private void Ended(string text)
    {
        lock (_lock)
        {
            var ended = done + ++_endedHere;
            var left = _watch.Elapsed / _endedHere * (total - ended);
            if (!quiet)
                say($"{ended,5} of {total}  {text}{(ended < total ? $"  ({Words.Duration(left)} left)" : "")}");
        }
    }

    private string Describe(RunRow row) =>
        string.Join(' ', differing.Where(row.Options.ContainsKey)
            .Select(key => key == RunRow.DatasetKey ? datasets.GetValueOrDefault(row.Run.Id, row.Dataset)
            : $"{key}={row.Options[key]}").Append($"seed={row.Seeds}"));
}
