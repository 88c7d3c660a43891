using System.Globalization;

namespace Unseen;

/// <summary>The main memory of the machine. Safe to call from several threads.</summary>
public static class MachineMemory
{
    /// <summary>Gets the memory available to this process, in bytes: the memory that the garbage collector may use,
    /// minus the memory that this process uses. The garbage collector may use all memory of the machine or, in a
    /// container with a limit, by default three quarters of the limit. On Linux, the result is at most MemAvailable in
    /// /proc/meminfo. It can be negative.</summary>
    public static double Available()
    {
        var remaining = (double)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet;
        const string memoryInfo = "/proc/meminfo";
        if (!File.Exists(memoryInfo))
            return remaining;
        const string name = "MemAvailable:";
        var line = File.ReadLines(memoryInfo).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is not null && double.TryParse(
            line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture,
            out var kilobytes)
            ? Math.Min(remaining, kilobytes * 1024)
            : remaining;
    }
}
