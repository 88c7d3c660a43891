using Unseen.Runs.Store;

namespace Unseen.Runs.Slurm;

/// <summary>The environment of Slurm's programs: sbatch keeps it in the cluster's files and gives it to every
/// task.</summary>
internal static class SlurmEnvironment
{
    private const string PostgreSql = "PG", CompilersOfPgi = "PGI";

    /// <summary>Takes out what says where results are kept, and with which password; tasks write to no store.</summary>
    public static void Clean(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(IsOfTheStore).ToArray())
            environment.Remove(name);
    }

    private static bool IsOfTheStore(string name) =>
        name == RunStore.PlaceVariable || (name.StartsWith(PostgreSql, StringComparison.Ordinal)
            && !name.StartsWith(CompilersOfPgi, StringComparison.Ordinal));
}
