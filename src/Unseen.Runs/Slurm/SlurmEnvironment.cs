using Unseen.Runs.Store;

namespace Unseen.Runs.Slurm;

/// <summary>The environment variables of Slurm's programs. sbatch stores them in the cluster's files and passes them
/// to every task.</summary>
internal static class SlurmEnvironment
{
    private const string PostgreSql = "PG", CompilersOfPgi = "PGI";

    /// <summary>Removes the location and the password of the run store. Tasks do not write to the store.</summary>
    public static void Clean(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(IsOfTheStore).ToArray())
            environment.Remove(name);
    }

    private static bool IsOfTheStore(string name) =>
        name == RunStore.PlaceVariable || (name.StartsWith(PostgreSql, StringComparison.Ordinal)
            && !name.StartsWith(CompilersOfPgi, StringComparison.Ordinal));
}
