using System.Globalization;

namespace Unseen;

/// <summary>The main memory of the machine.</summary>
public static class MachineMemory
{
    /// <summary>Gets the memory available to this process, in bytes: the memory of the machine or of its container,
    /// less what this process uses; on Linux at most the machine's free memory.</summary>
    public static double Available()
    {
        var limit = (double)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet;
        const string linux = "/proc/meminfo";
        if (!File.Exists(linux))
            return limit;
        const string name = "MemAvailable:";
        var line = File.ReadLines(linux).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is not null && double.TryParse(
            line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture,
            out var kilobytes)
            ? Math.Min(limit, kilobytes * 1024)
            : limit;
    }
}
