using System.Security.Cryptography;
using System.Text;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Runs.Store;

namespace Unseen.Runs.Sweeps.Results;

/// <summary>Adds finished runs to a store, and finds runs in it.</summary>
public static class FinishedRuns
{
    /// <summary>Adds runs of <c>unseen train</c> to a store, which can also have runs of sweeps.</summary>
    /// <param name="folders">the folders of the runs</param>
    /// <param name="open">opens the store; called after all folders have been checked</param>
    /// <returns>the store</returns>
    /// <exception cref="IOException">A folder is not the folder of a finished run. Nothing was added.</exception>
    /// <exception cref="Inference.ModelFileException">A file of a run is damaged, or was written by a later version.
    /// Nothing was added.</exception>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public static RunStore Add(IEnumerable<string> folders, Func<RunStore> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        var runs = folders.Select(path => RunRecord.IsComplete(path) && Describe(Path.GetFullPath(path)) is { } run
            ? (Run: run, Metrics: RunRow.ReadMetrics(path))
            : throw new IOException($"{path} is not the folder of a finished run. Finish it with unseen train "
                + $"--resume {Words.Quoted(path)}, or name another.")).ToArray();
        var store = open();
        foreach (var (run, metrics) in runs)
            store.Add(RunStore.NoSweepName, run, metrics);
        return store;
    }

    /// <summary>Finds a run.</summary>
    /// <param name="store">the store</param>
    /// <param name="id">id of the run, or the beginning of its id</param>
    /// <exception cref="UsageException">There is no run, or more than one, whose id begins with
    /// <paramref name="id"/>.</exception>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public static StoredRun Find(RunStore store, string id)
    {
        ArgumentNullException.ThrowIfNull(store);
        var runs = store.Runs();
        var found = runs.Where(run => run.Id.StartsWith(id, StringComparison.Ordinal)).ToArray();
        return found.Length == 1
            ? found[0]
            : throw new UsageException(
                $"{store.Place} has {(found.Length == 0 ? "no run" : $"{found.Length} runs")} whose id begins with "
                + $"'{id}'. unseen runs lists them.{NearestName.Question(id, runs.Select(run => run.Id))}");
    }

    /// <summary>Describes a run for the store; null if its folder has no configuration.</summary>
    private static NewRun? Describe(string folder)
    {
        if (RunDescription.Read(RunFolder.Unfinished(folder)) is not { Config: { } config } description)
            return null;
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..SweepPlan.IdLength];
        return new NewRun(id, 0, description.Data?.Name ?? "", JsonText.OneLine(config), folder);
    }
}
