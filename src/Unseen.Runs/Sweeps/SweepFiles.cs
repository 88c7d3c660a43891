using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps;

/// <summary>The files of a sweep's run beside its folder.</summary>
internal static class SweepFiles
{
    /// <summary>Gets the path of the configuration for the process that trains.</summary>
    public static string ConfigOf(StoredRun run) => $"{run.Folder}.json";

    /// <summary>Gets the path of the log, with the output of that process.</summary>
    public static string LogOf(StoredRun run) => $"{run.Folder}.log";
}
