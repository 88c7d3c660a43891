using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Execution;

/// <summary>Identifies this process as the owner of runs.</summary>
internal static class ProcessOwner
{
    private static readonly string? _kernel = Kernel();

    /// <summary>The name of this process as an owner, with its machine, process id and start time.</summary>
    public static string Name { get; } = string.Create(
        CultureInfo.InvariantCulture,
            $"{Environment.MachineName} process {Environment.ProcessId} "
            + $"{(_kernel is null ? Since : $"of {_kernel} since {GetTicks(Environment.ProcessId)}")}");

    /// <summary>Releases the running runs of a sweep whose owners were processes on this machine that have
    /// ended.</summary>
    public static void ReleaseEnded(RunStore store, string sweep)
    {
        foreach (var run in store.Running(sweep).Where(run => HasEnded(run.Owner)))
            store.Release(run);
    }

    /// <summary>Determines whether an owner was a process on this machine that has ended. Returns false if this is
    /// unknown; the run then becomes free when its lease expires.</summary>
    public static bool HasEnded(string? owner) => owner?.Split(' ') switch
    {
        [var machine, "process", var id, "of", var kernel, "since", var ticks] =>
            machine == Environment.MachineName && kernel == _kernel
                && int.TryParse(id, CultureInfo.InvariantCulture, out var process) && HasEnded(process, ticks),
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
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return true; // there is no such process, or it has just ended
        }
        catch (Win32Exception)
        {
            return false; // the process is protected, so its start time is unknown
        }
    }

    private static bool HasEnded(int process, string ticks)
    {
        try
        {
            return GetTicks(process) != ticks;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process does not exist, or /proc is mounted so that it hides the processes of other users.
            return !Exists(process);
        }
    }

    private static bool Exists(int process)
    {
        try
        {
            Process.GetProcessById(process).Dispose();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Gets an identifier of the current boot of Linux and of the namespace of process ids; null on other
    /// systems, or if it cannot be read. It is needed since machines can have the same name, and since process ids in
    /// different containers can be equal.</summary>
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

    /// <summary>Gets the start time of a Linux process in ticks since boot, which does not depend on the clock; null if
    /// the process has ended.</summary>
    /// <exception cref="IOException">There is no such process, or it is hidden.</exception>
    /// <exception cref="UnauthorizedAccessException">The process belongs to another user, and is hidden.</exception>
    private static string? GetTicks(int process)
    {
        // indices of the fields after the program's name, which can contain any character
        const int state = 0, start = 19;
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[state] is "Z" or "X" ? null : fields[start];
    }
}
