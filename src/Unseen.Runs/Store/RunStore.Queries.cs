using System.Data.Common;
using Dapper;

namespace Unseen.Runs.Store;

public sealed partial class RunStore
{
    /// <summary>Gets all sweeps, sorted by name.</summary>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public IReadOnlyList<StoredSweep> Sweeps() => Do<IReadOnlyList<StoredSweep>>(connection =>
        [.. connection.Query<(string Name, string Spec, string Folder, long Created)>(
            "SELECT name, spec, folder, created FROM unseen_sweeps ORDER BY name")
            .Select(row => new StoredSweep(row.Name, row.Spec, row.Folder,
                DateTimeOffset.FromUnixTimeMilliseconds(row.Created)))]);

    /// <summary>Gets all runs, or the runs of one sweep, sorted by sweep and number.</summary>
    /// <param name="sweep">name of the sweep, or null (default) for all</param>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public IReadOnlyList<StoredRun> Runs(string? sweep = null) => Do<IReadOnlyList<StoredRun>>(connection =>
        [.. Select(connection, sweep is null ? "" : "WHERE sweep = @sweep", new { sweep })]);

    /// <summary>Gets the running runs of a sweep, sorted by number.</summary>
    /// <param name="sweep">name of the sweep</param>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public IReadOnlyList<StoredRun> Running(string sweep) => Do<IReadOnlyList<StoredRun>>(connection =>
        [.. Select(connection, "WHERE sweep = @sweep AND state = 'Running'", new { sweep })]);

    /// <summary>Determines whether a sweep has runs that it still includes and that are neither done nor set
    /// aside.</summary>
    /// <param name="sweep">name of the sweep</param>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public bool HasWorkLeft(string sweep) => Do(connection => connection.ExecuteScalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM unseen_runs WHERE sweep = @sweep AND state IN ('Pending', 'Running') AND wanted "
            + "= 1)", new { sweep }));

    private static IEnumerable<StoredRun> Select(DbConnection connection, string condition, object arguments) =>
        connection.Query<StoredRow>($"SELECT {Columns} FROM unseen_runs {condition} ORDER BY sweep, number", arguments)
            .Select(row => row.ToRun());
}
