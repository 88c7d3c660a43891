using Unseen.Runs.Store;

namespace Unseen.Runs.Slurm;

/// <summary>Removes the run store's connection settings from the environment of Slurm's programs. sbatch saves its
/// whole environment with the job and passes it to every task, so a password would be exposed.</summary>
internal static class SlurmEnvironment
{
    private const string PostgreSqlPrefix = "PG";
    private const string PgiCompilerPrefix = "PGI"; // variables of the Portland Group's compilers

    /// <summary>Removes UNSEEN_STORE and the variables of PostgreSQL's clients (PG...), such as PGPASSWORD. Tasks do
    /// not need these variables, since they do not use the run store.</summary>
    public static void RemoveStoreVariables(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(IsStoreVariable).ToArray())
            environment.Remove(name);
    }

    private static bool IsStoreVariable(string name) =>
        name == RunStore.PlaceVariable || (name.StartsWith(PostgreSqlPrefix, StringComparison.Ordinal)
            && !name.StartsWith(PgiCompilerPrefix, StringComparison.Ordinal));
}
