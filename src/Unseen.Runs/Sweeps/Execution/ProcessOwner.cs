using System.Diagnostics;
using System.Globalization;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>This process as the owner of runs.</summary>
internal static class ProcessOwner
{
    private static readonly string? _kernel = Kernel();

    public static string Name { get; } = string.Create(
        CultureInfo.InvariantCulture,
            $"{Environment.MachineName} process {Environment.ProcessId} "
            + $"{(_kernel is null ? Since : $"of {_kernel} since {TicksOf(Environment.ProcessId)}")}");

    /// <summary>Releases the runs of processes of this machine that have ended.</summary>
    public static void ReleaseEnded(RunStore store, string sweep)
    {
        foreach (var run in store.Running(sweep).Where(run => IsOfTheDead(run.Owner)))
            store.Release(run);
    }

    /// <summary>Whether an owner was a process of this machine that is there no more; if nobody can tell, its lease
    /// does.</summary>
    public static bool IsOfTheDead(string? owner) => owner?.Split(' ') switch
    {
        [var machine, "process", var id, "of", var kernel, "since", var ticks] =>
            machine == Environment.MachineName && kernel == _kernel
                && int.TryParse(id, CultureInfo.InvariantCulture, out var process) && TicksOf(process) != ticks,
        [var machine, "process", var id, "since", var since] when machine == Environment.MachineName && _kernel is null
            && int.TryParse(id, CultureInfo.InvariantCulture, out var process)
            && DateTime.TryParse(since, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var start) =>
                IsGone(process, start),
        _ => false,
    };

    private static string Since =>
        string.Create(CultureInfo.InvariantCulture,
        $"since {Process.GetCurrentProcess().StartTime.ToUniversalTime():yyyy-MM-ddTHH:mm:ss}");

    private static bool IsGone(int process, DateTime start)
    {
        try
        {
            using var alive = Process.GetProcessById(process);
            // else another got its number
            return (alive.StartTime.ToUniversalTime() - start).Duration() > TimeSpan.FromSeconds(2);
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    /// <summary>This start of Linux and this namespace of process numbers, or null elsewhere: machines may have equal
    /// names, and containers always count from 1.</summary>
    private static string? Kernel()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            return new FileInfo("/proc/self/ns/pid").LinkTarget is { } space
                ? $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}/{space}" : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>When a process of Linux began, in ticks since the machine did, which no setting of the clock changes;
    /// null where it is there no more.</summary>
    private static string? TicksOf(int process)
    {
        const int state = 0, start = 19; // of the fields after the program's name, which may hold anything
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[state] is "Z" or "X" ? null : fields[start];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
