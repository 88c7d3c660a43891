using System.Data.Common;

namespace Unseen.Runs.Store;

/// <summary>The operations that differ between the supported databases.</summary>
internal abstract class Database
{
    /// <summary>The location of the database, without a password.</summary>
    public abstract string Place { get; }

    /// <summary>The SQL clause that locks the selected rows, so that no two processes take the same row; empty if a
    /// statement locks the whole database.</summary>
    public abstract string LockingRow { get; }

    /// <summary>The SQL statement that locks the schema for a transaction, so that only one process creates the
    /// tables.</summary>
    public abstract string LockingSchema { get; }

    /// <summary>Opens a connection.</summary>
    public abstract DbConnection Connect();

    /// <summary>Determines whether a statement that failed may succeed if it is retried, for example because the
    /// database was busy or its server restarted.</summary>
    public abstract bool IsTransient(DbException exception);

    /// <summary>Describes an error of the database, and sometimes what to do, without the final full stop.</summary>
    public abstract string GetReason(DbException exception);

    /// <summary>Removes connections from the pool, since they may be broken.</summary>
    public abstract void Forget();

    /// <summary>Creates the object for a path or a connection string. Does not connect.</summary>
    /// <exception cref="ArgumentException">The connection string is not valid.</exception>
    public static Database Create(string place) =>
        PostgreSql.Names(place) ? new PostgreSql(place) : new Sqlite(place);
}
