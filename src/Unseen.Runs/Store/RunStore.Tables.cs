using System.Data.Common;
using Dapper;

namespace Unseen.Runs.Store;

public sealed partial class RunStore
{
    private const int Format = 2;

    private static readonly string _schema = $"""
        CREATE TABLE IF NOT EXISTS unseen_store (format BIGINT NOT NULL PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS unseen_sweeps (
            name TEXT NOT NULL PRIMARY KEY, spec TEXT NOT NULL, folder TEXT NOT NULL, created BIGINT NOT NULL);
        CREATE TABLE IF NOT EXISTS unseen_runs (
            id TEXT NOT NULL PRIMARY KEY, sweep TEXT NOT NULL, number BIGINT NOT NULL, dataset TEXT NOT NULL,
            config TEXT NOT NULL, folder TEXT NOT NULL, state TEXT NOT NULL, failures BIGINT NOT NULL,
            starts BIGINT NOT NULL, owner TEXT, claim TEXT, lease BIGINT NOT NULL,
            metrics TEXT, log TEXT, started BIGINT, finished BIGINT, wanted BIGINT NOT NULL);
        CREATE INDEX IF NOT EXISTS unseen_runs_next ON unseen_runs (sweep, state, wanted, number);
        CREATE INDEX IF NOT EXISTS unseen_runs_let_go ON unseen_runs (sweep, state, wanted, lease);
        CREATE INDEX IF NOT EXISTS unseen_runs_claim ON unseen_runs (claim);
        CREATE INDEX IF NOT EXISTS unseen_runs_worn ON unseen_runs (sweep) WHERE starts >= {MaxStarts};
        INSERT INTO unseen_store (format) SELECT {Format} WHERE NOT EXISTS (SELECT 1 FROM unseen_store);
        """;

    /// <summary>Creates the tables if they do not exist. If they exist, this only reads, so that it works without
    /// permission to write and while another process writes.</summary>
    private void CreateTables()
    {
        using var connection = _database.Connect();
        if ((FormatIn(connection) ?? Create(connection)) is not Format and var other)
            throw new StoreException(Place, $"has format {other}, and this version reads {Format}", other < Format
                ? "name another store, and add finished runs to it with unseen runs add"
                : "use a later version of unseen");
    }

    /// <summary>Gets the format version of the tables, or null if there are none.</summary>
    private long? FormatIn(DbConnection connection)
    {
        try
        {
            return connection.ExecuteScalar<long?>("SELECT format FROM unseen_store");
        }
        catch (DbException exception) when (!_database.IsTransient(exception))
        {
            return null; // there are no tables, or creating them will report another problem
        }
    }

    private long Create(DbConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute(_database.LockingSchema, transaction: transaction);
        connection.Execute(_schema, transaction: transaction);
        var format = connection.ExecuteScalar<long>("SELECT format FROM unseen_store", transaction: transaction);
        transaction.Commit();
        return format;
    }
}
