using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps;

/// <summary>Files of a sweep's run beside its folder.</summary>
internal static class SweepFiles
{
    /// <summary>The run's options, for the process that trains.</summary>
    public static string ConfigOf(StoredRun run) => $"{run.Folder}.json";

    /// <summary>The output of that process.</summary>
    public static string LogOf(StoredRun run) => $"{run.Folder}.log";
}
