using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Unseen.Runs.Store;

/// <summary>A store in an SQLite file in write-ahead mode, which several processes of one machine can use at the same
/// time.</summary>
/// <param name="path">path of the file, which is created with its folder if it does not exist</param>
internal sealed class Sqlite(string path) : Database
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, DiskError = 10, Corrupt = 11, DiskFull = 13, CannotOpen = 14,
        OtherFile = 26; // SQLite's result codes
    private const int WaitSeconds = 30;

    private readonly string _connection =
        new SqliteConnectionStringBuilder
        {
            DataSource = Path.GetFullPath(path),
            DefaultTimeout = WaitSeconds
        }.ToString();

    public override string Place => path;

    public override string LockingRow => "";

    public override string LockingSchema => "SELECT 1";

    public override DbConnection Connect()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var connection = new SqliteConnection(_connection);
        try
        {
            connection.Open();
            // FULL, since otherwise a power failure could undo a committed transaction.
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
            return connection;
        }
        catch (SqliteException exception) when (
            exception.SqliteErrorCode is ReadOnly or CannotOpen && File.Exists(path))
        {
            connection.Dispose();
            return ConnectToRead();
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a read-only connection, for users who may not write to the file or its folder.</summary>
    private SqliteConnection ConnectToRead()
    {
        var full = Path.GetFullPath(path);
        // To read in write-ahead mode, SQLite creates two more files in the folder, which this user may not do. If
        // there is no -wal file, no process has the database open, and all changes are in the main file. With
        // immutable=1, SQLite reads the main file alone. Such a connection never notices changes by other processes, so
        // none is kept in the pool.
        var source = File.Exists($"{full}-wal") ? full : $"{new Uri(full).AbsoluteUri}?immutable=1";
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
            DefaultTimeout = WaitSeconds
        }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public override bool IsTransient(DbException exception) =>
        exception is SqliteException { SqliteErrorCode: Busy or Locked };

    public override string GetReason(DbException exception) => (exception as SqliteException)?.SqliteErrorCode switch
    {
        Busy or Locked => "other programs keep it locked. Try again later",
        ReadOnly => "this user may not write to the file or its folder",
        DiskError => "the disk cannot be read or written",
        Corrupt => "the file is damaged. Restore it, or name another with --store and add the runs again with "
            + "unseen runs add",
        DiskFull => "the disk is full",
        CannotOpen => "it is a folder, or this user has no permission",
        OtherFile => "it is not an SQLite file. Name another with --store",
        var code => $"SQLite reports error {code}",
    };

    public override void Forget()
    {
    }
}
