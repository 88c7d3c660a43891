using System.Data.Common;

namespace Unseen.Runs.Store;

/// <summary>The differences between the databases that can hold a store.</summary>
internal abstract class Database
{
    /// <summary>The location of the database, without a password.</summary>
    public abstract string Place { get; }

    /// <summary>The end of a query for rows to change, so that no two processes take the same row.</summary>
    public abstract string LockingRow { get; }

    /// <summary>The first statement of a transaction that creates tables, so that only one process creates
    /// them.</summary>
    public abstract string LockingSchema { get; }

    /// <summary>A connection, open.</summary>
    public abstract DbConnection Connect();

    /// <summary>Whether the same statement can succeed a moment later, because the database was busy or its server
    /// restarted.</summary>
    public abstract bool IsTransient(DbException exception);

    /// <summary>Forgets connections that may be broken.</summary>
    public abstract void Forget();

    /// <summary>The database that a path or a connection string names.</summary>
    public static Database Of(string place) =>
        PostgreSql.Names(place) ? new PostgreSql(place) : new Sqlite(place);
}
