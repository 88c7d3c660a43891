using System.Diagnostics;
using System.Globalization;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Identifies this process as the owner of runs.</summary>
internal static class ProcessOwner
{
    private static readonly string? _kernel = Kernel();

    public static string Name { get; } = string.Create(
        CultureInfo.InvariantCulture,
            $"{Environment.MachineName} process {Environment.ProcessId} "
            + $"{(_kernel is null ? Since : $"of {_kernel} since {TicksOf(Environment.ProcessId)}")}");

    /// <summary>Releases the runs of processes on this machine that have ended.</summary>
    public static void ReleaseEnded(RunStore store, string sweep)
    {
        foreach (var run in store.Running(sweep).Where(run => HasEnded(run.Owner)))
            store.Release(run);
    }

    /// <summary>Determines whether an owner was a process on this machine that has ended. If this is unknown, returns
    /// false, and the run is free when its lease expires.</summary>
    public static bool HasEnded(string? owner) => owner?.Split(' ') switch
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
            // a different start time means that another process has this id
            return (alive.StartTime.ToUniversalTime() - start).Duration() > TimeSpan.FromSeconds(2);
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    /// <summary>Gets an identifier of the current boot of Linux and the namespace of process ids, or null on other
    /// systems. It is needed since machines can have the same name, and containers reuse process ids.</summary>
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

    /// <summary>Gets the start time of a Linux process, in ticks since boot, which is independent of the clock; null
    /// if the process does not exist.</summary>
    private static string? TicksOf(int process)
    {
        // indices of the fields after the program's name, which can contain any character
        const int state = 0, start = 19;
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
