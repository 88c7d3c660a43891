using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps;

/// <summary>The files of a run of a sweep that lie beside the run's folder.</summary>
internal static class SweepFiles
{
    /// <summary>Gets the path of the configuration that the training process reads.</summary>
    public static string GetConfig(StoredRun run) => $"{run.Folder}.json";

    /// <summary>Gets the path of the log, which contains the output of the training process.</summary>
    public static string GetLog(StoredRun run) => $"{run.Folder}.log";
}
