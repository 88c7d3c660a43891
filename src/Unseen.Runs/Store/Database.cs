using System.Data.Common;

namespace Unseen.Runs.Store;

/// <summary>What differs between the databases that a store may be in.</summary>
internal abstract class Database
{
    /// <summary>Where it is, as may be shown to anybody.</summary>
    public abstract string Place { get; }

    /// <summary>What a query for a row to change ends in, so that no two take the same.</summary>
    public abstract string LockingRow { get; }

    /// <summary>What to say first in a transaction that makes tables, so that no two do.</summary>
    public abstract string LockingSchema { get; }

    /// <summary>A connection, open.</summary>
    public abstract DbConnection Connect();

    /// <summary>Whether the same may succeed a moment later: the database was busy, or its server restarts.</summary>
    public abstract bool IsTransient(DbException exception);

    /// <summary>Forgets connections that may be broken.</summary>
    public abstract void Forget();

    /// <summary>The database that a path or a connection string names.</summary>
    public static Database Of(string place) =>
        PostgreSql.Names(place) ? new PostgreSql(place) : new Sqlite(place);
}
